// Package peers pins the program that is built here; `go build` names it.

//go:build tools

package peers

import _ "github.com/coredns/coredns"
