// Serves miniredis, a Redis in memory, on loopback: what Argo CD keeps its cache in.
package main

import (
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// Set by the linker.
var version string

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: miniredis --version | PORT")
	}
	if os.Args[1] == "--version" {
		fmt.Println("miniredis", version)
		return
	}
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr("127.0.0.1:" + os.Args[1]); err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	// Its clock stands still by itself, and no key would ever expire.
	go func() {
		for range time.Tick(time.Second) {
			server.FastForward(time.Second)
		}
	}()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	<-ended
}
