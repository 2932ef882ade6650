package dev.faultline.load.senders;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultline.load.schedule.Shard;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a sender.
 *
 * @param address of its API, as host and port
 * @param reason why it has no part of the load; null if it may have one
 * @param shard the part of the load that it sends; null for none
 * @param clockOffsetMillis how far its clock is ahead; null before it has answered
 * @param roundTripMillis twice what that may be wrong by; null before it has answered
 * @param inFlight how many attempts were under way when it answered last
 */
@JsonPropertyOrder({"address", "state", "reason", "shard", "clockOffsetMillis", "roundTripMillis", "inFlight"})
public record SenderStatus(
        String address,
        Member.State state,
        @Nullable String reason,
        @Nullable Shard shard,
        @Nullable Double clockOffsetMillis,
        @Nullable Double roundTripMillis,
        int inFlight) {}
