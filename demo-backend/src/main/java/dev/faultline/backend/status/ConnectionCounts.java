package dev.faultline.backend.status;

/**
 * Open connections that have sent a request.
 *
 * @param writing answers being streamed from disk, as fast as their clients read
 * @param keepAlive those without a request in flight
 * @param closing those told that they will be closed, and still open
 */
public record ConnectionCounts(int total, int writing, int keepAlive, int closing) {}
