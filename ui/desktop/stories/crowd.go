package stories

import (
	"time"

	"regie/runsheet"
)

// ruled is an evening that asks something of its audience.
func ruled(b *script) {
	questions(b)
	b.by(operator, runsheet.Restrict{Links: true, Slow: 30 * time.Second})
	b.by(operator, runsheet.SetAudience{Survey: "https://sondage.example.org/algorithmes", Votes: true})
	b.by(operator, runsheet.SetPrivacy{Days: 30, Contact: "dpo@example.org"})
	b.by(operator, runsheet.SetWords{Words: []string{"arnaque", "casino", "crypto"}, Mask: []string{"zut"}, Block: []string{"abonnez-vous à ma chaîne"}})
}
