package dev.faultline.client.control;

import dev.faultline.experiment.report.Report;
import dev.faultline.load.http.TlsClient;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How this process calls others: by {@code https://} with what the configuration {@code calls} of Quarkus' TLS registry trusts
 * and shows, {@code quarkus.tls.calls.*}; what the JDK trusts if that says nothing. Threadsafe.
 */
@Singleton
public class OutboundTls {

    /** The name of the configuration. */
    public static final String CONFIGURATION = "calls";

    private static final Logger LOG = Logger.getLogger("dev.faultline.tls");

    /**
     * How long a connection is kept for the next call: less than the 20 s after which our control ports close one that is idle. A
     * call over one that is being closed fails.
     */
    private static final int KEPT_SECONDS = 10;

    private final Vertx vertx;
    private final TlsConfiguration calls;
    private volatile TlsClient.@Nullable Trust trust;
    private final List<WebClient> clients = new CopyOnWriteArrayList<>();

    @Inject
    OutboundTls(Vertx vertx, TlsConfigurationRegistry registry) {
        this(vertx, registry.get(CONFIGURATION).orElseThrow());
    }

    /** Creates what calls with that configuration. */
    public OutboundTls(Vertx vertx, TlsConfiguration calls) {
        this.vertx = vertx;
        this.calls = calls;
    }

    void start(@Observes StartupEvent event) {
        if (calls.isTrustAll()) {
            LOG.warn(Report.INSECURE);
        }
    }

    /** What was read again is used for connections from now on. */
    void reload(@Observes CertificateUpdatedEvent event) {
        if (event.name().equals(CONFIGURATION)) {
            trust = null;
            SSLOptions options = event.tlsConfiguration().getSSLOptions();
            TrustOptions authorities = trust().authorities();
            if (authorities != null) {
                options.setTrustOptions(authorities);
            }
            clients.forEach(client -> client.updateSSLOptions(options)
                    .onFailure(failure -> LOG.errorf("quarkus.tls.calls can't be used: %s", failure.getMessage())));
        }
    }

    /** Returns what calls control APIs. */
    public WebClient client() {
        return client(new WebClientOptions());
    }

    /** Returns what calls others; what of the options is about TLS is overridden. */
    public WebClient client(WebClientOptions options) {
        options.setKeepAliveTimeout(KEPT_SECONDS);
        TlsConfigUtils.configure(options, calls);
        TrustOptions authorities = trust().authorities();
        if (authorities != null) {
            options.setTrustOptions(authorities);
        }
        // The URL says whether TLS is spoken.
        options.setSsl(false);
        options.setVerifyHost(!calls.isTrustAll());
        WebClient client = WebClient.create(vertx, options);
        clients.add(client);
        return client;
    }

    /** Returns whether any certificate will do. */
    public boolean isInsecure() {
        return calls.isTrustAll();
    }

    /** Returns what loads trust and show: the same until files are read again, since sessions are kept with it. */
    public TlsClient.Trust trust() {
        TlsClient.Trust made = trust;
        if (made == null) {
            made = new TlsClient.Trust(authorities(), calls.getKeyStoreOptions(), calls.isTrustAll());
            trust = made;
        }
        return made;
    }

    /**
     * Returns who may have signed certificates; null for those that the JDK knows. The registry's own options only have a look at
     * the time of a certificate added, and lose by that what checks the host.
     */
    private @Nullable TrustOptions authorities() {
        KeyStore store = calls.getTrustStore();
        if (store == null || calls.isTrustAll()) {
            return null;
        }
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("quarkus.tls.calls.trust-store can't be used", e);
        }
    }

    /** Returns the same for clients of the JDK. Blocks on files. */
    public SSLContext context() {
        // Quarkus and Vert.x declare any exception, which only a task passes on.
        FutureTask<SSLContext> made = new FutureTask<>(this::make);
        made.run();
        try {
            return made.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("quarkus.tls.calls can't be used", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private SSLContext make() throws Exception {
        if (!calls.isTrustAll()) {
            return calls.createSSLContext();
        }
        // Of one that looks at no certificate the JDK would still check the host, unless it is of the newer kind.
        KeyCertOptions own = calls.getKeyStoreOptions();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                own == null ? null : own.getKeyManagerFactory(vertx).getKeyManagers(),
                InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
                null);
        return context;
    }
}
