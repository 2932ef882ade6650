package dev.faultline.backend.status;

/**
 * Requests in flight and free places, in Apache's words. There are no worker threads here; a worker is a place for one
 * request, and {@code faultline.backend.max-in-flight} says how many there are.
 *
 * @param busy requests being answered
 * @param graceful the same once the server is stopping: they are finished, then nothing follows
 * @param idle further requests that would be taken
 * @param stopping whether the server is stopping
 */
public record Workers(int busy, int graceful, int idle, boolean stopping) {}
