package dev.faultline.load.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of an authority of its own, made in memory. */
public final class TestCertificates {

    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final X509Certificate authority;
    private final KeyPair keys;

    /** Makes an authority. */
    public TestCertificates() {
        keys = pair("EC", 256);
        authority = sign("CN=Test authority", keys, "CN=Test authority", keys, valid(), List.of(), true);
    }

    /** From when to when a certificate is valid. */
    public record Validity(Instant from, Instant to) {}

    /** A certificate with its key, in PEM. */
    public record Identity(String certificate, String key) {

        /** Returns it for servers and clients of Vert.x. */
        public PemKeyCertOptions options() {
            return new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificate))
                    .addKeyValue(Buffer.buffer(key));
        }
    }

    /** Returns a time that is now. */
    public static Validity valid() {
        return new Validity(Instant.now().minus(YEAR), Instant.now().plus(YEAR));
    }

    /** Returns a time that is over. */
    public static Validity expired() {
        return new Validity(Instant.now().minus(YEAR), Instant.now().minus(Duration.ofDays(1)));
    }

    /** Returns a time that is still to come. */
    public static Validity early() {
        return new Validity(
                Instant.now().plus(Duration.ofDays(1)), Instant.now().plus(YEAR));
    }

    /** Returns the certificate of the authority in PEM. */
    public String authority() {
        return pem(authority);
    }

    /** Returns what trusts the authority alone. */
    public PemTrustOptions trust() {
        return new PemTrustOptions().addCertValue(Buffer.buffer(authority()));
    }

    /** Returns a store that holds the authority alone. */
    public KeyStore trustStore() {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("authority", authority);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a certificate of those hosts, names or addresses, signed by the authority. */
    public Identity of(Validity validity, String... hosts) {
        return of(pair("EC", 256), validity, hosts);
    }

    /** Returns the same with a key of RSA of so many bits. */
    public Identity ofRsa(int bits, Validity validity, String... hosts) {
        return of(pair("RSA", bits), validity, hosts);
    }

    private Identity of(KeyPair own, Validity validity, String... hosts) {
        String name = "CN=Test of " + hosts[0];
        return identity(sign(name, own, "CN=Test authority", keys, validity, List.of(hosts), false), own);
    }

    /** Returns a certificate that nobody but itself has signed. */
    public static Identity selfSigned(String... hosts) {
        KeyPair own = pair("EC", 256);
        return identity(sign("CN=Alone", own, "CN=Alone", own, valid(), List.of(hosts), false), own);
    }

    private static Identity identity(X509Certificate certificate, KeyPair own) {
        try {
            return new Identity(pem(certificate), pem(new JcaPKCS8Generator(own.getPrivate(), null)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate sign(
            String subject,
            KeyPair own,
            String issuer,
            KeyPair signer,
            Validity validity,
            List<String> hosts,
            boolean authority) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer),
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(validity.from()),
                    Date.from(validity.to()),
                    new X500Principal(subject),
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!hosts.isEmpty()) {
                GeneralName[] names = hosts.stream()
                        .map(host -> new GeneralName(
                                host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            String algorithm = signer.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(object);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }
}
