package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.UnknownName;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads experiments from YAML, and so from JSON too. Values under {@code configuration} stand in for {@code ${name}}
 * anywhere else; callers may set them to something else. Threadsafe.
 */
public final class ExperimentReader {

    /** The longest document in bytes. YAML of about a megabyte is read in some seconds where it is written to be slow. */
    public static final int LONGEST = 1 << 20;

    private static final String CONFIGURATION = "configuration";
    private static final String METHOD = "method";
    private static final String SCHEMA = "$schema";
    private static final String SETTING = "a setting";
    private static final Set<String> BESIDES = Set.of(CONFIGURATION, SCHEMA);

    private static final List<String> REQUIRED = List.of("title", "hypothesis", "load", METHOD);

    private final StrictReader yaml;
    private final StepsReader steps;

    /** What is said of the load. */
    private record LoadPart(
            LoadPlan load, Duration warmup, @Nullable Control control) {}

    /** What is expected. */
    private record HypothesisPart(
            Hypothesis hypothesis, @Nullable Baseline baseline) {}

    /** How the method is varied. */
    private record SweepPart(@Nullable SweepFields sweep) {}

    private record SweepFields(
            String vary,
            Sweep.Range range,
            @Nullable Integer refine,
            @Nullable Duration settle,
            @Nullable Integer looks,
            @Nullable Boolean goOn,
            @Nullable Double withstand) {

        Sweep sweep(Sweep.Template template) {
            Require.present("vary", vary);
            Require.present("range", range);
            return new Sweep(
                    vary,
                    range,
                    refine == null ? 3 : refine,
                    settle == null ? Duration.ofSeconds(1) : settle,
                    looks == null ? 3 : looks,
                    Boolean.TRUE.equals(goOn),
                    withstand == null ? range.from() : withstand,
                    template);
        }
    }

    /** What bounds the harm. */
    private record SafetyPart(
            List<Threshold> guard,
            @Nullable Duration deadline,
            @Nullable Verification verify) {}

    /** What fields a document may have. */
    static final Set<String> KNOWN = Stream.concat(
                    Stream.of(Heading.class, LoadPart.class, HypothesisPart.class, SweepPart.class, SafetyPart.class)
                            .flatMap(part -> names(part).stream()),
                    Stream.of(METHOD, CONFIGURATION, SCHEMA))
            .collect(Collectors.toCollection(TreeSet::new));

    /** Reads with a reader for YAML. */
    public ExperimentReader(StrictReader yaml) {
        this.yaml = yaml;
        this.steps = new StepsReader(yaml);
    }

    /**
     * Returns the experiment of the document.
     *
     * @param settings values to use instead of those under {@code configuration}, by name
     * @throws InvalidValue naming the field at fault, with its position
     */
    public Experiment read(byte[] document, Map<String, String> settings) {
        WrittenDocument written = WrittenDocument.of(document, yaml);
        try {
            return read(written.tree(), settings);
        } catch (InvalidValue e) {
            throw located(e, written.positions(), settings);
        }
    }

    /** A setting does not stand in the document, and neither does what is wrong with its value. */
    private static InvalidValue located(InvalidValue e, Positions positions, Map<String, String> settings) {
        if (settings.containsKey(e.field()) || e.field().equals(SETTING)) {
            return e;
        }
        String set = positions.usedIn(e.field()).stream()
                .filter(settings::containsKey)
                .map(name -> name + "=" + settings.get(name))
                .collect(Collectors.joining(", "));
        return set.isEmpty()
                ? positions.locate(e)
                : new InvalidValue(e.field(), e.rule(), e.value() + ", by the setting " + set, e);
    }

    /** Returns a complaint about an experiment that was read from that document, with its position. */
    public InvalidValue located(byte[] document, InvalidValue complaint) {
        return WrittenDocument.of(document, yaml).positions().locate(complaint);
    }

    private Experiment read(JsonNode tree, Map<String, String> settings) {
        if (!(tree instanceof ObjectNode written)) {
            throw new InvalidValue("", "must be an object", tree.getNodeType());
        }
        refuseUnknown(written);
        REQUIRED.forEach(name -> Require.present(name, written.get(name)));
        JsonNode schema = written.path(SCHEMA);
        Require.that(schema.isMissingNode() || schema.isTextual(), SCHEMA, "must be a text", schema);
        ObjectNode values = configuration(written, settings);
        Configuration configuration = new Configuration(values);
        ObjectNode rest = written.deepCopy();
        rest.remove(BESIDES);
        JsonNode method = rest.path(METHOD);
        rest.remove(METHOD);
        JsonNode filled = configuration.fill(rest);
        SweepFields sweep = part(filled, SweepPart.class).sweep();
        ObjectNode kept = ((ObjectNode) filled).deepCopy();
        if (!values.isEmpty()) {
            kept.set(CONFIGURATION, values);
        }
        kept.set(METHOD, sweep == null ? configuration.fill(method) : method);
        return experiment(kept, filled, method(sweep, method, configuration));
    }

    private Experiment experiment(ObjectNode document, JsonNode filled, Method method) {
        LoadPart load = part(filled, LoadPart.class);
        HypothesisPart expected = part(filled, HypothesisPart.class);
        SafetyPart safety = part(filled, SafetyPart.class);
        Require.present("hypothesis", expected.hypothesis());
        Load traffic = new Load(load.load(), load.warmup(), load.control());
        Baseline baseline = expected.baseline() == null ? Baseline.STANDARD : expected.baseline();
        Verification verify = safety.verify() == null ? Verification.STANDARD : safety.verify();
        Duration planned = traffic.warmup().plus(baseline.duration()).plus(method.planned());
        Duration deadline = safety.deadline() == null ? Safety.deadline(planned) : safety.deadline();
        return new Experiment(
                document,
                part(filled, Heading.class),
                expected.hypothesis(),
                traffic,
                baseline,
                method,
                new Safety(safety.guard(), deadline, verify));
    }

    private Method method(@Nullable SweepFields sweep, JsonNode written, Configuration configuration) {
        if (sweep == null) {
            return new Method(steps(written, configuration), null);
        }
        Sweep.Template template = level ->
                steps(written, configuration.with(sweep.vary(), sweep.range().value(level)));
        Sweep whole;
        try {
            whole = sweep.sweep(template);
        } catch (InvalidValue e) {
            throw e.within("sweep");
        }
        // The levels between are looked at by the experiment: these two tell whether the sweep changes anything.
        List<Step> last = template.at(sweep.range().to());
        List<Step> first = template.at(sweep.range().from());
        Require.that(
                !last.equals(first), "sweep.vary", "must be used in the method as ${" + sweep.vary() + "}", "not used");
        return new Method(first, whole);
    }

    private List<Step> steps(JsonNode written, Configuration configuration) {
        return steps.read(written.isMissingNode() ? written : configuration.fill(written));
    }

    private ObjectNode configuration(ObjectNode written, Map<String, String> settings) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        JsonNode given = written.get(CONFIGURATION);
        if (given != null) {
            Require.that(given.isObject(), CONFIGURATION, "must be an object", given);
            given.properties().forEach(value -> {
                String field = CONFIGURATION + "." + value.getKey();
                Require.matching(CONFIGURATION, value.getKey(), Configuration.NAME, "must have names such as max-rate");
                boolean plain =
                        value.getValue().isValueNode() && !value.getValue().isNull();
                Require.that(plain, field, "must be a text, a number, true or false", value.getValue());
            });
            values.setAll((ObjectNode) given);
        }
        settings.forEach((name, value) -> {
            String field = name.isEmpty() ? SETTING : name;
            Require.that(values.has(name), field, "must be a name under configuration", values);
            values.set(name, scalar(value));
        });
        return values;
    }

    private JsonNode scalar(String value) {
        if (value.isBlank()) {
            return TextNode.valueOf(value);
        }
        JsonNode read = yaml.tree(value.getBytes(StandardCharsets.UTF_8));
        return read.isValueNode() ? read : TextNode.valueOf(value);
    }

    private <T extends Record> T part(JsonNode filled, Class<T> part) {
        ObjectNode fields = ((ObjectNode) filled).deepCopy();
        return yaml.convert(fields.retain(names(part)), part);
    }

    private static void refuseUnknown(ObjectNode written) {
        written.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw new InvalidValue(name, UnknownName.rule(name, KNOWN), written.path(name));
            }
        });
    }

    private static List<String> names(Class<? extends Record> part) {
        return Arrays.stream(part.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
