package dev.faultline.injector.wiring;

import dev.faultline.injector.InjectorConfig;
import dev.faultline.injector.InjectorConfig.ClientAuth;
import dev.faultline.injector.tls.Authority;
import dev.faultline.injector.tls.TlsContexts;
import dev.faultline.platform.http.Certificates;
import dev.faultline.platform.http.Certificates.Identity;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.net.ClientOptionsBase;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes of the settings how TLS is spoken, to callers and to upstreams. */
@Singleton
final class TlsWiring {

    private static final String SETTING = "faultline.injector.tls.";
    private static final String UPSTREAM = "faultline.injector.upstream.tls-configuration-name";

    private final InjectorConfig config;
    private final TlsConfigurationRegistry registry;
    private final SecureRandom random = new SecureRandom();
    private final @Nullable Authority authority;
    private final @Nullable TlsContexts contexts;

    TlsWiring(
            InjectorConfig config, Certificates certificates, TlsConfigurationRegistry registry, InstantSource clock) {
        this.config = config;
        this.registry = registry;
        InjectorConfig.Tls tls = config.tls();
        Optional<String> given = tls.configurationName();
        if (given.isPresent() && tls.selfMade()) {
            throw refused(SETTING + "self-made must not be true beside configuration-name: there is a certificate");
        }
        if (given.isEmpty() && !tls.selfMade()) {
            tls.port().ifPresent(port -> {
                throw refused(SETTING + "port must not be given without a certificate: set " + SETTING
                        + "configuration-name, or " + SETTING + "self-made=true");
            });
            authority = null;
            contexts = null;
            return;
        }
        authority = authority(certificates, clock.instant());
        try {
            Identity identity = given.map(name -> certificates.get(SETTING + "configuration-name", name))
                    .orElseGet(() -> authority.issue(tls.names().orElseGet(TlsWiring::ownNames)));
            contexts = new TlsContexts(identity, authority, callers(tls, given), random);
        } catch (IllegalArgumentException e) {
            throw refused(SETTING + given.map(name -> "configuration-name: ").orElse("names: ") + e.getMessage());
        }
    }

    /** Returns how it is spoken to callers; null if it is not. */
    @Nullable
    TlsContexts contexts() {
        return contexts;
    }

    /** Returns the authority that signs what is made here, for callers who want to trust it; empty where none does. */
    @Produces
    @Singleton
    Optional<Authority> authority() {
        return Optional.ofNullable(authority);
    }

    /** Returns what sets how it is spoken to upstreams. */
    Consumer<ClientOptionsBase> ofUpstreams() {
        Optional<String> name = config.upstream().tlsConfigurationName();
        if (name.isEmpty()) {
            return options -> {};
        }
        TlsConfiguration tls = registry.get(name.get())
                .orElseThrow(() -> refused(UPSTREAM + ": there is no configuration quarkus.tls." + name.get()));
        return options -> TlsConfigUtils.configure(options, tls);
    }

    void replaced(@Observes Certificates.Replaced event) {
        if (contexts != null
                && config.tls().configurationName().filter(event.name()::equals).isPresent()) {
            contexts.replace(event.identity());
        }
    }

    private Authority authority(Certificates certificates, Instant now) {
        try {
            return config.tls()
                    .authority()
                    .map(name -> new Authority(certificates.get(SETTING + "authority", name), now, random))
                    .orElseGet(() -> Authority.make(now, random));
        } catch (IllegalArgumentException e) {
            throw refused(SETTING + "authority: the certificate " + e.getMessage());
        }
    }

    private TlsContexts.@Nullable Callers callers(InjectorConfig.Tls tls, Optional<String> given) {
        if (tls.clientAuth() == ClientAuth.NONE) {
            return null;
        }
        TlsConfiguration configuration = given.flatMap(registry::get)
                .filter(known -> known.getTrustStore() != null)
                .orElseThrow(() ->
                        refused(SETTING + "client-auth must come with a configuration-name that has a trust store:"
                                + " whose certificates are taken"));
        try {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(configuration.getTrustStore());
            return new TlsContexts.Callers(
                    tls.clientAuth() == ClientAuth.REQUIRED
                            ? io.netty.handler.ssl.ClientAuth.REQUIRE
                            : io.netty.handler.ssl.ClientAuth.OPTIONAL,
                    trusted);
        } catch (GeneralSecurityException e) {
            throw refused(SETTING + "client-auth: the trust store can't be read (" + e.getMessage() + ")");
        }
    }

    private static List<String> ownNames() {
        String host = Wiring.hostName().toLowerCase(Locale.ROOT);
        return Stream.of("localhost", "error-injector", host, "127.0.0.1", "::1")
                .distinct()
                .toList();
    }

    private static ConfigurationException refused(String sentence) {
        return new ConfigurationException("error-injector: " + sentence);
    }
}
