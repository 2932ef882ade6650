package dev.faultline.load.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.UnknownName;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plan whose groups of fields stand flat beside each other. Jackson's own way passes over unknown fields then
 * (jackson-databind 2.21), and a field with a typo must not be one that is not there. For the same reason a stage
 * without a type gets its type here: Jackson's default would also take the place of a type that is misspelt.
 */
final class LoadPlanDeserializer extends StdDeserializer<LoadPlan> {

    private static final long serialVersionUID = 1L;
    private static final String STAGES = "stages";

    /** What is left of a plan without its groups. */
    private record Rest(
            Target target,
            @Nullable Duration duration,
            @Nullable Long seed,
            List<RequestSpec> requests,
            @Nullable Retries retries) {}

    LoadPlanDeserializer() {
        super(LoadPlan.class);
    }

    @Override
    public LoadPlan deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode tree = context.readTree(parser);
        if (!(tree instanceof ObjectNode fields)) {
            return (LoadPlan) context.handleUnexpectedToken(LoadPlan.class, parser);
        }
        refuseUnknown(fields);
        fields.path(STAGES).forEach(LoadPlanDeserializer::name);
        Rest rest = read(fields, Rest.class, context);
        return new LoadPlan(
                rest.target(),
                read(fields, Demand.class, context),
                rest.duration(),
                rest.seed(),
                rest.requests(),
                read(fields, Transport.class, context),
                rest.retries());
    }

    private static <T extends Record> T read(ObjectNode fields, Class<T> group, DeserializationContext context)
            throws IOException {
        return context.readTreeAsValue(fields.deepCopy().retain(names(group)), group);
    }

    private static void name(JsonNode stage) {
        if (stage instanceof ObjectNode fields && !fields.has(Stage.TYPE)) {
            fields.put(Stage.TYPE, Stage.HOLD);
        }
    }

    private static void refuseUnknown(ObjectNode fields) {
        TreeSet<String> known = new TreeSet<>();
        List.of(Rest.class, Demand.class, Transport.class).forEach(group -> known.addAll(names(group)));
        fields.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new InvalidValue(name, UnknownName.rule(name, known), fields.path(name));
            }
        });
    }

    private static List<String> names(Class<? extends Record> group) {
        return Arrays.stream(group.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
