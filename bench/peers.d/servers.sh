# shellcheck shell=bash
# The servers that are measured: how each is started so that it gives one answer to everything.

there_jar() {
    [ -f "$(jar_of "$1")" ] || { echo "its jar was not found; see \`--install\`" >"$scratch/why"; return 1; }
}

# A server of some kind: launched with its port in $port, and what spawn sets; first_answer sets $millis. Each answers $path
# with $status; $h2c is the port where it takes HTTP/2 without TLS. If it can't be, $scratch/why says why. KIND [ARGUMENT...]
launch() {
    local kind=$1 home
    shift
    home=$(mktemp -d "$scratch/$kind.XXXXXX")
    free_port
    path=/ status=503 h2c=$port
    case $kind in
        injector) # JAVA PLAN STATUS [FLAG...]
            # The flags are words.
            # shellcheck disable=SC2086
            launch_injector "$home/log" "$injector_jar" "$1" $service_flags "-Dfaultline.injector.plan=$2" "${@:4}"
            port=$data h2c=$data status=$3
            ;;
        nginx) # WORKERS STATUS
            local h1=$port
            free_port
            h2c=$port port=$h1 status=$2
            launch_nginx "$1" <<<"server { listen 127.0.0.1:$port; return $2; }
                server { listen 127.0.0.1:$h2c http2; return $2; }"
            ;;
        nginx-proxy) # TO
            status=200
            launch_nginx 1 <<<"upstream behind { server 127.0.0.1:$1; keepalive 64; }
                server { listen 127.0.0.1:$port; location / {
                    proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ''; } }"
            ;;
        apache)
            there apache2 || return
            local modules=/usr/lib/apache2/modules
            cat >"$home/httpd.conf" <<END
ServerRoot $home
ServerName localhost
DefaultRuntimeDir $home
PidFile $home/pid
ErrorLog $home/errors
Listen 127.0.0.1:$port
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule alias_module $modules/mod_alias.so
LoadModule http2_module $modules/mod_http2.so
User nobody
Group nogroup
Protocols h2c http/1.1
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
RedirectMatch 503 .
END
            spawn "$home/log" apache2 -DFOREGROUND -f "$home/httpd.conf"
            ;;
        fortio)
            there fortio || return
            path="/?status=503"
            spawn "$home/log" fortio server -http-port "127.0.0.1:$port" -grpc-port disabled -tcp-port disabled \
                -udp-port disabled -redirect-port disabled -ui-path "" -loglevel Error
            ;;
        go-httpbin)
            there go-httpbin || return
            path=/status/503
            spawn "$home/log" go-httpbin -host 127.0.0.1 -port "$port" -log-level OFF
            ;;
        wiremock)
            there_jar wiremock || return
            mkdir "$home/mappings"
            echo '{"request": {"urlPattern": ".*"}, "response": {"status": 503}}' >"$home/mappings/all.json"
            # shellcheck disable=SC2086
            spawn "$home/log" "${javas[0]}" $peer_flags -jar "$(jar_of wiremock)" --port "$port" \
                --bind-address 127.0.0.1 --no-request-journal --root-dir "$home"
            ;;
        mockserver)
            there_jar mockserver || return
            echo '[{"httpRequest": {}, "httpResponse": {"statusCode": 503}}]' >"$home/all.json"
            # shellcheck disable=SC2086
            spawn "$home/log" "${javas[0]}" $peer_flags -Dmockserver.logLevel=OFF -Dmockserver.localBoundIP=127.0.0.1 \
                "-Dmockserver.initializationJsonPath=$home/all.json" -jar "$(jar_of mockserver)" -serverPort "$port"
            ;;
        haproxy) # TO
            there haproxy || return
            status=200
            cat >"$home/haproxy.cfg" <<END
global
    maxconn 4096
defaults
    mode http
    timeout connect 5s
    timeout client 1h
    timeout server 1h
frontend front
    bind 127.0.0.1:$port
    default_backend behind
backend behind
    server behind 127.0.0.1:$1
END
            spawn "$home/log" haproxy -db -f "$home/haproxy.cfg"
            ;;
        toxiproxy) # TO
            there toxiproxy-server || return
            status=200
            local listen=$port
            free_port
            echo "[{\"name\": \"all\", \"listen\": \"127.0.0.1:$listen\", \"upstream\": \"127.0.0.1:$1\", \"enabled\": true}]" \
                >"$home/proxies.json"
            spawn "$home/log" env LOG_LEVEL=error toxiproxy-server -host 127.0.0.1 -port "$port" -config "$home/proxies.json"
            port=$listen
            ;;
    esac
    first_answer "$port" "$path" "$status" "$server" && return
    if kill -0 "$server" 2>/dev/null; then
        echo "it did not answer with $status within a minute" >"$scratch/why"
    else
        echo "it did not start: \`$(tail -n 1 "$log" | sed "s|$scratch/||g")\`" >"$scratch/why"
    fi
    end "$server"
    return 1
}

# The same, and lists it as not measured if it can't be. NAME KIND [ARGUMENT...]
try() {
    launch "${@:2}" || { lost "$1" "$(cat "$scratch/why")"; return 1; }
}

jdk() { echo "JDK $(feature_version "$1")"; }
