package dev.faultline.load.mesh;

/**
 * Who is who at a split.
 *
 * @param injector the name of the backend that is the error injector
 * @param holder names this process; no other may have the same
 */
public record Party(String injector, String holder) {}
