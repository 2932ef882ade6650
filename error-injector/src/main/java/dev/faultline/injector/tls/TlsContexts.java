package dev.faultline.injector.tls;

import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.tls.Authority.Flaw;
import dev.faultline.platform.http.Certificates.Identity;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How handshakes are done: as they should be, and with each flaw. By BoringSSL, and by the JDK where that is not to be had.
 * Threadsafe.
 */
public final class TlsContexts {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] OLD_PROTOCOLS = {"TLSv1"};

    /** Of those that TLS 1.0 has, for keys of either kind; Netty's own choice has none for elliptic ones. */
    private static final List<String> OLD_CIPHERS = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA");

    private final SecureRandom random;
    private final @Nullable Callers callers;
    private final Map<Class<? extends Tls>, SslContext> flawed;
    private volatile Good good;

    /** Those that show the certificate of the service; the second is null where nothing speaks TLS 1.0. */
    private record Good(SslContext current, @Nullable SslContext old) {}

    /**
     * Whether callers must show a certificate.
     *
     * @param trusted whose
     */
    public record Callers(ClientAuth demand, TrustManagerFactory trusted) {}

    /**
     * Makes the certificates with flaws: for the same names as the good one, so that nothing else is wrong with them.
     *
     * @param identity the good one
     * @param authority signs the others
     * @param callers null if they need no certificate
     * @throws IllegalArgumentException if a key can't be used, with the reason
     */
    public TlsContexts(Identity identity, Authority authority, @Nullable Callers callers, SecureRandom random) {
        this.random = random;
        this.callers = callers;
        good = good(identity);
        var names = Authority.namesOf(identity.certificate());
        flawed = Map.of(
                Tls.Expired.class, context(authority.issue(Flaw.EXPIRED, names), null, PROTOCOLS),
                Tls.NotYetValid.class, context(authority.issue(Flaw.NOT_YET_VALID, names), null, PROTOCOLS),
                Tls.WrongHost.class, context(authority.issue(Flaw.WRONG_HOST, names), null, PROTOCOLS),
                Tls.SelfSigned.class, context(authority.issue(Flaw.SELF_SIGNED, names), null, PROTOCOLS),
                Tls.Weak.class, context(authority.issue(Flaw.WEAK, names), null, PROTOCOLS));
    }

    /** Shows another certificate from now on; connections that are open keep theirs. */
    public void replace(Identity identity) {
        good = good(identity);
    }

    /** Returns how a handshake is done that this befalls, or nothing; null if it can't be done here. */
    @Nullable
    SslContext of(@Nullable Tls fault) {
        SslContext context = fault == null ? null : flawed.get(fault.getClass());
        return context != null ? context : fault instanceof Tls.Old ? good.old() : good.current();
    }

    /** Returns what callers must show; null if they need not show anything. */
    @Nullable
    Callers callers() {
        return callers;
    }

    private Good good(Identity identity) {
        SslContext current = context(identity, null, PROTOCOLS);
        if (current instanceof OpenSslServerContext boring) {
            // Callers that come again need not have all of a handshake. The JDK does so by itself.
            boring.sessionContext()
                    .setTicketKeys(new OpenSslSessionTicketKey(
                            bytes(OpenSslSessionTicketKey.NAME_SIZE),
                            bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                            bytes(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        }
        // The JDK has TLS 1.0 switched off in all its versions that are kept up.
        return new Good(current, OpenSsl.isAvailable() ? context(identity, OLD_CIPHERS, OLD_PROTOCOLS) : null);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** @param ciphers null for those that are usual */
    private SslContext context(Identity identity, @Nullable List<String> ciphers, String... protocols) {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        identity.key(), identity.chain().toArray(X509Certificate[]::new))
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols(protocols)
                .ciphers(ciphers)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
        if (callers != null) {
            builder.clientAuth(callers.demand()).trustManager(callers.trusted());
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
