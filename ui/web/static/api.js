import './say.js'

// Nothing here follows the desk: what is written stands in the page.
