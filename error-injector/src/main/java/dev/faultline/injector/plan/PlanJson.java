package dev.faultline.injector.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.injector.fault.FaultType;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.io.UncheckedIOException;

/** The plan as a JSON document. Threadsafe. */
public final class PlanJson {

    private final ObjectMapper mapper;
    private final StrictReader reader;

    /** Knows every type of fault. */
    public PlanJson() {
        mapper = WireJson.mapper();
        mapper.registerSubtypes(FaultType.all());
        reader = new StrictReader(mapper);
    }

    /**
     * Returns the plan that a document proposes.
     *
     * @throws InvalidValue with the path of the field that breaks a rule
     */
    public ProposedPlan read(byte[] document) {
        return reader.read(document, ProposedPlan.class);
    }

    /** Returns a document that {@link #read} accepts as the same plan. */
    public byte[] write(FaultPlan plan) {
        try {
            return mapper.writeValueAsBytes(plan);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("an accepted plan can be written", e);
        }
    }
}
