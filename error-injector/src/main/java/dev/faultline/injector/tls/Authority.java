package dev.faultline.injector.tls;

import dev.faultline.platform.http.Certificates.Identity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs certificates that are made in memory: good ones, and those of which exactly one thing is wrong. Immutable; made at the
 * start and not on an event loop, since keys take time.
 */
public final class Authority {

    private static final String COMMON_NAME = "Faultline error-injector";
    private static final Duration DAY = Duration.ofDays(1);

    /** Clocks differ. */
    private static final Duration SKEW = Duration.ofHours(1);

    /** The longest that Apple's systems take for a server (HT210176). */
    private static final Duration LIFE = Duration.ofDays(825);

    private static final Duration LIFE_OF_AUTHORITY = Duration.ofDays(3650);
    private static final String WRONG_HOST = "wrong-host.invalid";
    private static final int WEAK_BITS = 1024;
    private static final int SERIAL_BITS = 120;
    private static final int TYPE_NAME = 2;
    private static final int TYPE_ADDRESS = 7;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final Identity own;
    private final Instant now;
    private final SecureRandom random;

    /** What of a certificate is not as it should be. */
    enum Flaw {
        NONE,
        EXPIRED,
        NOT_YET_VALID,
        WRONG_HOST,
        SELF_SIGNED,
        WEAK
    }

    /**
     * One that was given.
     *
     * @param own its key and certificate
     * @param now from when on what it signs is valid
     * @throws IllegalArgumentException if the certificate is not that of an authority
     */
    public Authority(Identity own, Instant now, SecureRandom random) {
        if (own.certificate().getBasicConstraints() < 0) {
            throw new IllegalArgumentException("must be that of an authority (basicConstraints CA:TRUE), is that of "
                    + own.certificate().getSubjectX500Principal().getName());
        }
        this.own = own;
        this.now = now;
        this.random = random;
    }

    /** Returns a new one, which nobody trusts yet. */
    public static Authority make(Instant now, SecureRandom random) {
        KeyPair keys = ellipticKeys(random);
        // Who trusts that of an earlier start must not take this for it.
        String name = "CN=" + COMMON_NAME + " authority " + new BigInteger(32, random).toString(36);
        X509Certificate certificate = signed(
                new Content(name, keys.getPublic(), now.minus(SKEW), now.plus(LIFE_OF_AUTHORITY), List.of()),
                new Signer(new X500Principal(name), keys.getPrivate(), keys.getPublic(), "SHA256"),
                random);
        return new Authority(new Identity(keys.getPrivate(), List.of(certificate)), now, random);
    }

    /** Returns the certificate by which callers know what it signs, in PEM. */
    public String pem() {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(own.certificate());
        } catch (IOException e) {
            throw new UncheckedIOException("a text can't be written", e);
        }
        return text.toString();
    }

    /** Returns a key and a certificate for a server, with which nothing is wrong. */
    public Identity issue(List<String> names) {
        return issue(Flaw.NONE, names);
    }

    /**
     * Returns a key and a certificate for a server.
     *
     * @param names DNS names, with wildcards or not, and addresses
     * @throws IllegalArgumentException if one of them is none of these, or there is none
     */
    Identity issue(Flaw flaw, List<String> names) {
        KeyPair keys = flaw == Flaw.WEAK ? weakKeys(random) : ellipticKeys(random);
        Instant from = flaw == Flaw.NOT_YET_VALID
                ? now.plus(LIFE)
                : flaw == Flaw.EXPIRED ? now.minus(DAY.multipliedBy(90)) : now.minus(SKEW);
        Instant to = flaw == Flaw.NOT_YET_VALID
                ? now.plus(LIFE.multipliedBy(2))
                : flaw == Flaw.EXPIRED ? now.minus(DAY) : now.plus(LIFE);
        Content content = new Content(
                "CN=" + COMMON_NAME, keys.getPublic(), from, to, flaw == Flaw.WRONG_HOST ? List.of(WRONG_HOST) : names);
        X509Certificate authority = own.certificate();
        Signer signer = flaw == Flaw.SELF_SIGNED
                ? new Signer(new X500Principal(content.subject), keys.getPrivate(), keys.getPublic(), "SHA256")
                : new Signer(
                        authority.getSubjectX500Principal(),
                        own.key(),
                        authority.getPublicKey(),
                        flaw == Flaw.WEAK ? "SHA1" : "SHA256");
        X509Certificate certificate = signed(content, signer, random);
        // A root is not sent: who does not have it does not trust it.
        Stream<X509Certificate> above = flaw == Flaw.SELF_SIGNED
                ? Stream.empty()
                : own.chain().stream()
                        .filter(each -> !each.getIssuerX500Principal().equals(each.getSubjectX500Principal()));
        return new Identity(
                keys.getPrivate(), Stream.concat(Stream.of(certificate), above).toList());
    }

    /** Returns whom a certificate is for: DNS names and addresses. */
    public static List<String> namesOf(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    if (each.get(0) instanceof Integer type && (type == TYPE_NAME || type == TYPE_ADDRESS)) {
                        names.add(String.valueOf(each.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            // Then it is for nobody, to callers too.
            return List.of();
        }
        return names;
    }

    /**
     * What a certificate says.
     *
     * @param names whom it is for; empty for that of an authority
     */
    private record Content(String subject, PublicKey key, Instant from, Instant to, List<String> names) {}

    /** Who signs it, over which hash. */
    private record Signer(X500Principal name, PrivateKey key, PublicKey publicKey, String hash) {

        String algorithm() {
            return hash + "with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
        }
    }

    private static X509Certificate signed(Content content, Signer signer, SecureRandom random) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    signer.name(),
                    new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                    Date.from(content.from()),
                    Date.from(content.to()),
                    new X500Principal(content.subject()),
                    content.key());
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(content.key()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(signer.publicKey()));
            boolean authority = content.names().isEmpty();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            int usage = authority
                    ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                    : KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (!authority) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
                GeneralName[] names = content.names().stream()
                        .map(name -> new GeneralName(
                                ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signer.algorithm()).build(signer.key())));
        } catch (IOException | CertificateException | NoSuchAlgorithmException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate can't be made: " + e.getMessage(), e);
        }
    }

    private static KeyPair ellipticKeys(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new AssertionError("every JDK has the curve P-256", e);
        }
    }

    private static KeyPair weakKeys(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(WEAK_BITS, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has RSA", e);
        }
    }
}
