// The load of the tunnel benches, in Go so that it is not what limits them. Standard library only.
//
//	load target          serves as the target; prints its port
//	load client          reads one job a line (JSON) from stdin, prints one result a line
//
// What a target does is told by the first byte of a connection: 'e' sends everything back, 'd' and eight bytes sends
// so many, 'u' and eight bytes takes so many and answers with one.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

type job struct {
	Kind    string  `json:"kind"`
	Proxy   string  `json:"proxy"`
	Target  string  `json:"target"`
	Workers int     `json:"workers"`
	Seconds float64 `json:"seconds"`
	Bytes   uint64  `json:"bytes"`
	Count   int     `json:"count"`
}

type result struct {
	Count   int     `json:"count"`
	Errors  int     `json:"errors"`
	Error   string  `json:"error,omitempty"`
	Seconds float64 `json:"seconds"`
	P50Us   float64 `json:"p50Us"`
	P95Us   float64 `json:"p95Us"`
}

const blockBytes = 256 * 1024

func main() {
	if len(os.Args) > 1 && os.Args[1] == "target" {
		serve()
		return
	}
	input := bufio.NewScanner(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var j job
		if err := json.Unmarshal(input.Bytes(), &j); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if err := output.Encode(do(j)); err != nil {
			os.Exit(1)
		}
	}
}

var idle []net.Conn

func do(j job) result {
	switch j.Kind {
	case "connects":
		return connects(j)
	case "download", "upload":
		return transfer(j)
	case "echo":
		return echo(j)
	case "idle":
		return openIdle(j)
	case "close":
		for _, conn := range idle {
			conn.Close()
		}
		idle = nil
		return result{}
	}
	return result{Error: "unknown kind " + j.Kind}
}

// Opens a tunnel, or the target itself where there is no proxy.
func dial(j job) (net.Conn, error) {
	if j.Proxy == "" {
		return net.Dial("tcp", j.Target)
	}
	conn, err := net.Dial("tcp", j.Proxy)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", j.Target, j.Target)
	if err := readHead(conn); err != nil {
		conn.Close()
		return nil, err
	}
	conn.SetDeadline(time.Time{})
	return conn, nil
}

// The target never speaks first, so whatever comes is the head.
func readHead(conn net.Conn) error {
	var buffer [4096]byte
	length := 0
	for length < len(buffer) {
		count, err := conn.Read(buffer[length:])
		if err != nil {
			return err
		}
		length += count
		head := string(buffer[:length])
		if !strings.Contains(head, "\r\n\r\n") {
			continue
		}
		if fields := strings.Fields(head); len(fields) < 2 || fields[1][0] != '2' {
			return errors.New(strings.SplitN(head, "\r\n", 2)[0])
		}
		return nil
	}
	return errors.New("a head without an end")
}

// CONNECT, one byte each way, close: over and over.
func connects(j job) result {
	began := time.Now()
	end := began.Add(time.Duration(j.Seconds * float64(time.Second)))
	var lock sync.Mutex
	var total result
	var timesUs []float64
	var group sync.WaitGroup
	for range j.Workers {
		group.Add(1)
		go func() {
			defer group.Done()
			var own []float64
			failed := 0
			var last error
			for time.Now().Before(end) {
				start := time.Now()
				if err := exchange(j); err != nil {
					failed++
					last = err
					continue
				}
				own = append(own, float64(time.Since(start).Nanoseconds())/1e3)
			}
			lock.Lock()
			defer lock.Unlock()
			timesUs = append(timesUs, own...)
			total.Errors += failed
			if last != nil {
				total.Error = last.Error()
			}
		}()
	}
	group.Wait()
	total.Count = len(timesUs)
	total.Seconds = time.Since(began).Seconds()
	total.P50Us, total.P95Us = quantiles(timesUs)
	return total
}

func exchange(j job) error {
	conn, err := dial(j)
	if err != nil {
		return err
	}
	defer conn.Close()
	return pingPong(conn, []byte{'e', 'x'}, 1)
}

func pingPong(conn net.Conn, send []byte, expect int) error {
	if _, err := conn.Write(send); err != nil {
		return err
	}
	var buffer [1]byte
	_, err := io.ReadFull(conn, buffer[:expect])
	return err
}

// One connection, so many bytes one way.
func transfer(j job) result {
	conn, err := dial(j)
	if err != nil {
		return result{Errors: 1, Error: err.Error()}
	}
	defer conn.Close()
	order := make([]byte, 9)
	binary.BigEndian.PutUint64(order[1:], j.Bytes)
	block := make([]byte, blockBytes)
	began := time.Now()
	left := j.Bytes
	if j.Kind == "download" {
		order[0] = 'd'
		conn.Write(order)
		for left > 0 {
			count, err := conn.Read(block)
			left -= uint64(count)
			if err != nil {
				return result{Errors: 1, Error: err.Error()}
			}
		}
		return result{Count: 1, Seconds: time.Since(began).Seconds()}
	}
	order[0] = 'u'
	conn.Write(order)
	for left > 0 {
		count, err := conn.Write(block[:min(left, blockBytes)])
		left -= uint64(count)
		if err != nil {
			return result{Errors: 1, Error: err.Error()}
		}
	}
	if _, err := io.ReadFull(conn, block[:1]); err != nil {
		return result{Errors: 1, Error: err.Error()}
	}
	return result{Count: 1, Seconds: time.Since(began).Seconds()}
}

// Round trips of one byte on one connection, one after the other.
func echo(j job) result {
	conn, err := dial(j)
	if err != nil {
		return result{Errors: 1, Error: err.Error()}
	}
	defer conn.Close()
	if err := pingPong(conn, []byte{'e', 'x'}, 1); err != nil {
		return result{Errors: 1, Error: err.Error()}
	}
	timesUs := make([]float64, 0, j.Count)
	began := time.Now()
	for range j.Count {
		start := time.Now()
		if err := pingPong(conn, []byte{'x'}, 1); err != nil {
			return result{Errors: 1, Error: err.Error()}
		}
		timesUs = append(timesUs, float64(time.Since(start).Nanoseconds())/1e3)
	}
	total := result{Count: j.Count, Seconds: time.Since(began).Seconds()}
	total.P50Us, total.P95Us = quantiles(timesUs)
	return total
}

// Opens so many more tunnels, each used for one byte each way, and leaves them open.
func openIdle(j job) result {
	for range j.Count {
		conn, err := dial(j)
		if err == nil {
			idle = append(idle, conn)
			err = pingPong(conn, []byte{'e', 'x'}, 1)
		}
		if err != nil {
			return result{Count: len(idle), Errors: 1, Error: err.Error()}
		}
	}
	return result{Count: len(idle)}
}

func quantiles(values []float64) (float64, float64) {
	if len(values) == 0 {
		return 0, 0
	}
	sort.Float64s(values)
	return values[len(values)/2], values[len(values)*95/100]
}

func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	// The end of stdin is the end of the bench.
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		conn, err := listener.Accept()
		if err != nil {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go answer(conn)
	}
}

func answer(conn net.Conn) {
	defer conn.Close()
	var small [64]byte
	if _, err := io.ReadFull(conn, small[:1]); err != nil {
		return
	}
	if small[0] == 'e' {
		for {
			count, err := conn.Read(small[:])
			if count > 0 {
				if _, err := conn.Write(small[:count]); err != nil {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
	kind := small[0]
	if _, err := io.ReadFull(conn, small[:8]); err != nil {
		return
	}
	left := binary.BigEndian.Uint64(small[:8])
	block := make([]byte, blockBytes)
	for left > 0 {
		piece := block[:min(left, blockBytes)]
		var count int
		var err error
		if kind == 'd' {
			count, err = conn.Write(piece)
		} else {
			count, err = conn.Read(piece)
		}
		left -= uint64(count)
		if err != nil {
			return
		}
	}
	if kind == 'u' {
		conn.Write(small[:1])
	}
	// The client closes first, so that the ports that wait after a close are its own.
	io.Copy(io.Discard, conn)
}
