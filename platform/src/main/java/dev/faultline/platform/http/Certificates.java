package dev.faultline.platform.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a service shows, from Quarkus' TLS registry: what is wrong with one keeps the service from starting,
 * and metrics say how long each is good for. The registry itself only sees to it that files can be read. Threadsafe.
 */
@Singleton
public final class Certificates {

    private static final Logger LOG = Logger.getLogger(Certificates.class);

    /** Whoever renews by hand needs that long; what renews by itself has done so by then. */
    private static final Duration SOON = Duration.ofDays(14);

    private final TlsConfigurationRegistry registry;
    private final Vertx vertx;
    private final MeterRegistry metrics;
    private final Event<Replaced> replaced;
    private final InstantSource clock = InstantSource.system();
    private final Map<String, Identity> shown = new ConcurrentHashMap<>();

    Certificates(TlsConfigurationRegistry registry, Vertx vertx, MeterRegistry metrics, Event<Replaced> replaced) {
        this.replaced = replaced;
        this.registry = registry;
        this.vertx = vertx;
        this.metrics = metrics;
    }

    /**
     * A key, and the certificates that say whose it is, that of the key first.
     *
     * @param chain each signed by the next
     */
    public record Identity(PrivateKey key, List<X509Certificate> chain) {

        /** Copies the chain. */
        public Identity {
            chain = List.copyOf(chain);
        }

        /** Returns the certificate of the key. */
        public X509Certificate certificate() {
            return chain.get(0);
        }

        /** Returns when the first of the certificates is not valid any more. */
        public Instant end() {
            return chain.stream()
                    .map(each -> each.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .orElseThrow();
        }

        /** Returns what is wrong with it at that time, as a sentence without the full stop; empty if nothing is. */
        public Optional<String> complaint(Instant now) {
            if (!fits()) {
                return Optional.of("the key is not that of the certificate of " + nameOf(certificate()));
            }
            for (int i = 1; i < chain.size(); i++) {
                if (!isSigned(chain.get(i - 1), chain.get(i))) {
                    return Optional.of("the chain is out of order: " + nameOf(chain.get(i)) + " has not signed "
                            + nameOf(chain.get(i - 1)));
                }
            }
            for (X509Certificate each : chain) {
                if (now.isAfter(each.getNotAfter().toInstant())) {
                    return Optional.of("the certificate of " + nameOf(each) + " expired at "
                            + each.getNotAfter().toInstant());
                }
                if (now.isBefore(each.getNotBefore().toInstant())) {
                    return Optional.of("the certificate of " + nameOf(each) + " is not valid before "
                            + each.getNotBefore().toInstant());
                }
            }
            return Optional.empty();
        }

        private boolean fits() {
            try {
                Signature signature = Signature.getInstance(algorithm());
                signature.initSign(key);
                signature.update((byte) 1);
                byte[] signed = signature.sign();
                signature.initVerify(certificate().getPublicKey());
                signature.update((byte) 1);
                return signature.verify(signed);
            } catch (GeneralSecurityException ofAnotherKind) {
                return false;
            }
        }

        private String algorithm() {
            return switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> key.getAlgorithm();
            };
        }

        private static boolean isSigned(X509Certificate certificate, X509Certificate by) {
            try {
                certificate.verify(by.getPublicKey());
                return certificate.getIssuerX500Principal().equals(by.getSubjectX500Principal());
            } catch (GeneralSecurityException e) {
                return false;
            }
        }

        private static String nameOf(X509Certificate certificate) {
            return '"' + certificate.getSubjectX500Principal().getName() + '"';
        }
    }

    /** Checks those of all configurations, whoever uses them. */
    void start(@Observes StartupEvent event) {
        TlsConfig config =
                ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigMapping(TlsConfig.class);
        Stream.concat(Stream.of(TlsConfig.DEFAULT_NAME), config.namedCertificateConfig().keySet().stream())
                .forEach(name -> registry.get(name)
                        .filter(tls -> tls.getKeyStore() != null)
                        .ifPresent(tls -> watch(name, checked(name, tls))));
    }

    /** The registry has read a file anew, be it another by now or not. What is wrong with a new one is told, and it is used. */
    synchronized void read(@Observes CertificateUpdatedEvent event) {
        String name = event.name();
        if (event.tlsConfiguration().getKeyStore() == null) {
            return;
        }
        Identity identity = identity(name, event.tlsConfiguration());
        if (identity.equals(shown.get(name))) {
            return;
        }
        watch(name, identity);
        identity.complaint(clock.instant())
                .ifPresentOrElse(
                        complaint -> LOG.errorf("%s: %s", setting(name), complaint),
                        () -> LOG.infof("%s: replaced, good until %s", setting(name), identity.end()));
        replaced.fire(new Replaced(name, identity));
    }

    /**
     * Another certificate has taken the place of one: what observers are told.
     *
     * @param name of the configuration
     */
    public record Replaced(String name, Identity identity) {}

    /**
     * Returns the one of that configuration.
     *
     * @param by the setting that names it, for complaints
     * @throws ConfigurationException if there is none, or something is wrong with it
     */
    public Identity get(String by, String name) {
        TlsConfiguration tls = registry.get(name)
                .filter(known -> known.getKeyStore() != null)
                .orElseThrow(() -> new ConfigurationException(by + ": there is no key store " + setting(name)));
        return checked(name, tls);
    }

    private Identity checked(String name, TlsConfiguration tls) {
        Identity identity = identity(name, tls);
        identity.complaint(clock.instant()).ifPresent(complaint -> {
            throw new ConfigurationException(setting(name) + ": " + complaint);
        });
        return identity;
    }

    private Identity identity(String name, TlsConfiguration tls) {
        // What it throws is not said; a task keeps it, whatever it is.
        FutureTask<Optional<Identity>> reading = new FutureTask<>(() -> read(tls));
        reading.run();
        try {
            return reading.get()
                    .orElseThrow(() ->
                            new ConfigurationException(setting(name) + ": there is no key with a certificate in it"));
        } catch (ExecutionException e) {
            throw new ConfigurationException(setting(name) + ": " + String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            throw new AssertionError("a task that has run is not waited for", e);
        }
    }

    private Optional<Identity> read(TlsConfiguration tls) throws Exception {
        // The key manager knows the password.
        X509KeyManager keys = Arrays.stream(
                        tls.getKeyStoreOptions().getKeyManagerFactory(vertx).getKeyManagers())
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .findFirst()
                .orElseThrow();
        for (String alias : Collections.list(tls.getKeyStore().aliases())) {
            @Nullable PrivateKey key = keys.getPrivateKey(alias);
            X509Certificate @Nullable [] chain = keys.getCertificateChain(alias);
            if (key != null && chain != null && chain.length > 0) {
                return Optional.of(new Identity(key, List.of(chain)));
            }
        }
        return Optional.empty();
    }

    private void watch(String name, Identity identity) {
        boolean isNew = shown.put(name, identity) == null;
        if (isNew) {
            String label = name.equals(TlsConfig.DEFAULT_NAME) ? "default" : name;
            Gauge.builder("faultline.tls.certificate.expiry", () -> left(name).toSeconds())
                    .description("Time until a certificate that this service shows is not valid any more")
                    .baseUnit("seconds")
                    .tag("configuration", label)
                    .register(metrics);
            Gauge.builder("faultline.tls.certificate.expires.soon", () -> isSoon(name) ? 1 : 0)
                    .description("1 if that is less than 14 days")
                    .tag("configuration", label)
                    .register(metrics);
        }
        if (isSoon(name)) {
            LOG.warnf("%s: the certificate expires at %s", setting(name), identity.end());
        }
    }

    private boolean isSoon(String name) {
        return left(name).compareTo(SOON) < 0;
    }

    private Duration left(String name) {
        Identity identity = shown.get(name);
        return identity == null ? SOON : Duration.between(clock.instant(), identity.end());
    }

    private static String setting(String name) {
        return name.equals(TlsConfig.DEFAULT_NAME) ? "quarkus.tls.key-store" : "quarkus.tls." + name + ".key-store";
    }
}
