// Asks a URL once, trusting one authority, and prints what it says.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	pem, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM(pem)
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: authorities}, ForceAttemptHTTP2: true}}
	answer, err := client.Get(os.Args[1])
	if err != nil {
		fmt.Println(err)
	} else {
		fmt.Println(answer.Status, answer.Proto)
	}
}
