package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.HostPattern;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a connection gets in place of the handshake of TLS that it should have had. It is drawn once, when the caller has said
 * hello, and is the connection's until its end.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Tls {

    /** The longest text of a server's name (RFC 1035). */
    int LONGEST_NAME = 253;

    /** Returns the share of the connections that name such a server which get this. */
    Percentage percentage();

    /** Returns which names of the server, as the caller asks for it by, this is for; null for all, and for callers that name none. */
    @Nullable
    String sni();

    /** Returns how long the handshake is held before it goes on without a fault or ends. */
    default Duration hold() {
        return Duration.ZERO;
    }

    /** Checks what all have. */
    private static void check(Percentage percentage, @Nullable String sni) {
        Require.present("percentage", percentage);
        if (sni != null) {
            HostPattern.check("sni", sni);
            boolean bare = sni.indexOf(':') < 0 && sni.length() <= LONGEST_NAME;
            Require.that(bare, "sni", "must be a name without a port such as books or *.example.com", '"' + sni + '"');
        }
    }

    /** A certificate of an authority that the caller may trust, whose time is over. */
    @JsonTypeName("expired")
    record Expired(
            @Required Percentage percentage, @Nullable String sni) implements Tls {

        public Expired {
            check(percentage, sni);
        }
    }

    /** The same of a certificate whose time has not come. */
    @JsonTypeName("not-yet-valid")
    record NotYetValid(
            @Required Percentage percentage, @Nullable String sni) implements Tls {

        public NotYetValid {
            check(percentage, sni);
        }
    }

    /** The same of a certificate that is of another host. */
    @JsonTypeName("wrong-host")
    record WrongHost(
            @Required Percentage percentage, @Nullable String sni) implements Tls {

        public WrongHost {
            check(percentage, sni);
        }
    }

    /** A certificate that no authority has signed. */
    @JsonTypeName("self-signed")
    record SelfSigned(
            @Required Percentage percentage, @Nullable String sni) implements Tls {

        public SelfSigned {
            check(percentage, sni);
        }
    }

    /** A certificate with a key of RSA with 1024 bits, signed over a SHA-1: what cautious callers refuse. */
    @JsonTypeName("weak")
    record Weak(@Required Percentage percentage, @Nullable String sni) implements Tls {

        public Weak {
            check(percentage, sni);
        }
    }

    /**
     * A fatal alert in answer to the caller's hello.
     *
     * @param code handshake_failure if not given
     */
    @JsonTypeName("alert")
    record Alert(@Required Percentage percentage, @Nullable String sni, TlsAlert code) implements Tls {

        public Alert {
            check(percentage, sni);
            code = code == null ? TlsAlert.HANDSHAKE_FAILURE : code;
        }
    }

    /** A FIN in answer to the caller's hello. */
    @JsonTypeName("close")
    record Close(@Required Percentage percentage, @Nullable String sni) implements Tls {

        public Close {
            check(percentage, sni);
        }
    }

    /** An RST in answer to the caller's hello. */
    @JsonTypeName("reset")
    record Reset(@Required Percentage percentage, @Nullable String sni) implements Tls {

        public Reset {
            check(percentage, sni);
        }
    }

    /**
     * No answer to the caller's hello until it leaves, or the bound is reached: then a FIN.
     *
     * @param bound in JSON {@code for}; from 1ms to 1h, 5m if not given
     */
    @JsonTypeName("hang")
    record Hang(
            @Required Percentage percentage,
            @Nullable String sni,
            @JsonProperty("for") Duration bound) implements Tls {

        private static final Duration SHORTEST = Duration.ofMillis(1);
        private static final Duration LONGEST = Duration.ofHours(1);
        private static final Duration DEFAULT = Duration.ofMinutes(5);

        public Hang {
            check(percentage, sni);
            bound = bound == null ? DEFAULT : bound;
            Require.between("for", bound, SHORTEST, LONGEST);
        }

        @Override
        public Duration hold() {
            return bound;
        }
    }

    /**
     * A handshake that is as it should be, but slow; what comes after it is not.
     *
     * @param bytesPerSecond at which the server's part of it is sent; 100 if not given
     */
    @JsonTypeName("slow")
    record Slow(@Required Percentage percentage, @Nullable String sni, Long bytesPerSecond) implements Tls {

        private static final long DEFAULT = 100;
        private static final long MOST = 1 << 20;

        public Slow {
            check(percentage, sni);
            bytesPerSecond = bytesPerSecond == null ? DEFAULT : bytesPerSecond;
            Require.between("bytesPerSecond", bytesPerSecond, 1, MOST);
        }
    }

    /** A server that knows TLS 1.0 and nothing newer. */
    @JsonTypeName("old")
    record Old(@Required Percentage percentage, @Nullable String sni) implements Tls {

        /** @throws InvalidValue if a field breaks its rule */
        public Old {
            check(percentage, sni);
        }
    }
}
