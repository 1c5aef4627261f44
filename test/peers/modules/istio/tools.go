// Package peers pins the programs that are built here; `go build` names one of them.

//go:build tools

package peers

import (
	_ "istio.io/istio/pilot/cmd/pilot-agent"
	_ "istio.io/istio/pilot/cmd/pilot-discovery"
)
