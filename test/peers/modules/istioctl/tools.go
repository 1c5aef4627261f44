// Package peers pins the program that is built here.

//go:build tools

package peers

import (
	_ "istio.io/istio/istioctl/cmd/istioctl"
)
