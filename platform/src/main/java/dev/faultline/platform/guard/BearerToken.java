package dev.faultline.platform.guard;

import dev.faultline.platform.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller shows to be let in (RFC 6750): {@code Authorization: Bearer TOKEN}. Neither its text nor a complaint about
 * it holds the token. Immutable.
 */
public final class BearerToken {

    private static final int LONGEST = 4096;

    /** The b64token of RFC 6750, section 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** The name of a scheme has no case (RFC 9110, 11.1). */
    private static final Pattern AUTHORIZATION =
            Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*) *", Pattern.CASE_INSENSITIVE);

    private final String token;

    private BearerToken(String token) {
        this.token = token;
    }

    /**
     * Returns the token that is written there, but for white space around it, such as the end of the line of a file.
     *
     * @throws InvalidValue naming {@code field}, without the text, if that is no token
     */
    public static BearerToken parse(String field, String text) {
        String token = text.strip();
        if (token.isEmpty()) {
            throw new InvalidValue(field, "must hold a token", "empty");
        }
        if (token.length() > LONGEST || !TOKEN.matcher(token).matches()) {
            throw new InvalidValue(
                    field,
                    "must hold a token: at most " + LONGEST + " letters, digits and -._~+/",
                    "something else, which is not shown");
        }
        return new BearerToken(token);
    }

    /** Returns whether the value of the header Authorization shows this token; takes as long for any other. */
    public boolean isIn(@Nullable String authorization) {
        if (authorization == null || authorization.length() > 2 * LONGEST) {
            return false;
        }
        Matcher shown = AUTHORIZATION.matcher(authorization);
        // Hashes are of one length, so that the time tells nothing about that of the token either.
        return shown.matches() && MessageDigest.isEqual(hash(shown.group(1)), hash(token));
    }

    /** Returns the value of the header Authorization that shows this token. */
    public String authorization() {
        return "Bearer " + token;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "a token";
    }
}
