package dev.faultline.injector.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Entity tags made of the content alone: the same plan has the same tag on every replica and after a restart. */
final class ETag {

    /** As many bytes of the hash as make a clash unthinkable and a tag short. */
    private static final int BYTES = 12;

    private ETag() {}

    /** Returns the strong tag of a document, quotes included. */
    static String of(byte[] document) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(document);
            return '"' + HexFormat.of().formatHex(hash, 0, BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
