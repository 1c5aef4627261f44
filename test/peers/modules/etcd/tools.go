// Package peers pins the program that is built here; `go build` names it.

//go:build tools

package peers

import _ "go.etcd.io/etcd/server/v3"
