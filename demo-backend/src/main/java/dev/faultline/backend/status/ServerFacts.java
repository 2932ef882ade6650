package dev.faultline.backend.status;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What does not change while the server runs.
 *
 * @param version the {@code Server} header
 * @param mpm what moves the bytes: Vert.x and its transport
 * @param zone of the times in the report
 */
public record ServerFacts(String version, String mpm, Instant built, Instant started, ZoneId zone) {}
