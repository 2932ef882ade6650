package dev.faultline.backend.serve;

import dev.faultline.backend.access.AccessLog;
import dev.faultline.backend.status.Traffic;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What every exchange is entered into, and the clocks it is entered by. Threadsafe.
 *
 * @param nanoTime counts on steadily; measures how long
 * @param clock tells when
 * @param server the {@code Server} header
 */
record Ledger(
        Traffic traffic, AccessLog log, LongSupplier nanoTime, InstantSource clock, DateHeader date, String server) {}
