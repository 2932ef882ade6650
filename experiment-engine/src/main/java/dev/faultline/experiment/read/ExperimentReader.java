package dev.faultline.experiment.read;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.experiment.model.Baseline;
import dev.faultline.experiment.model.Configuration;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Hypothesis;
import dev.faultline.experiment.model.Load;
import dev.faultline.experiment.model.Metadata;
import dev.faultline.experiment.model.Method;
import dev.faultline.experiment.model.Safety;
import dev.faultline.experiment.model.Sweep;
import dev.faultline.experiment.step.Step;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.UnknownName;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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

    /** What steps there are, in alphabetical order. */
    static final List<String> STEPS = Arrays.stream(
                    Step.class.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .sorted()
            .toList();

    private final StrictReader yaml;

    /** What is said of the load. */
    private record LoadPart(LoadPlan load, Duration warmup, Load.@Nullable Control control) {}

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
            List<Threshold> guard, @Nullable Duration deadline, Safety.@Nullable Verification verify) {}

    /** What fields a document may have. */
    static final Set<String> KNOWN = Stream.concat(
                    Stream.of(Metadata.class, LoadPart.class, HypothesisPart.class, SweepPart.class, SafetyPart.class)
                            .flatMap(part -> names(part).stream()),
                    Stream.of(METHOD, CONFIGURATION, SCHEMA))
            .collect(Collectors.toCollection(TreeSet::new));

    /** Reads with a reader for YAML. */
    public ExperimentReader(StrictReader yaml) {
        this.yaml = yaml;
    }

    /**
     * Returns the experiment of the document.
     *
     * @param settings values to use instead of those under {@code configuration}, by name
     * @throws InvalidValue naming the field at fault, with its position
     */
    public Experiment read(byte[] document, Map<String, String> settings) {
        Document written = Document.of(document);
        try {
            return read(written.tree(), settings);
        } catch (InvalidValue e) {
            throw located(e, written, settings);
        }
    }

    /** A setting does not stand in the document, and neither does what is wrong with its value, which may be a secret. */
    private static InvalidValue located(InvalidValue e, Document written, Map<String, String> settings) {
        if (settings.containsKey(e.field()) || e.field().equals(SETTING)) {
            return e;
        }
        String set =
                written.usedIn(e.field()).stream().filter(settings::containsKey).collect(Collectors.joining(", "));
        return set.isEmpty()
                ? written.locate(e)
                : new InvalidValue(e.field(), e.rule(), e.value() + ", by the setting " + set, e);
    }

    /** Returns a complaint about an experiment that was read from that document, with its position. */
    public InvalidValue located(byte[] document, InvalidValue complaint) {
        return Document.of(document).locate(complaint);
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
        Safety.Verification verify = safety.verify() == null ? Safety.Verification.STANDARD : safety.verify();
        Duration planned = traffic.warmup().plus(baseline.duration()).plus(method.planned());
        Duration deadline = safety.deadline() == null ? Safety.deadline(planned) : safety.deadline();
        return new Experiment(
                document,
                part(filled, Metadata.class),
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
        return steps(written.isMissingNode() ? written : configuration.fill(written));
    }

    /** One by one, so that a complaint names the step too: {@code method[1].split.injector}. */
    private List<Step> steps(JsonNode written) {
        Require.present(METHOD, written.isMissingNode() || written.isNull() ? null : written);
        Require.that(written.isArray(), METHOD, "must be a list", written);
        Require.between(METHOD, written.size(), 1, Method.MAX_STEPS);
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : written) {
            steps.add(step(METHOD + "[" + steps.size() + "]", step));
        }
        return steps;
    }

    private Step step(String path, JsonNode written) {
        boolean one = written.isObject() && written.size() == 1;
        Require.that(one, path, "must be an object with one field such as {\"hold\": \"20s\"}", written);
        String name = written.fieldNames().next();
        String field = path + "." + name;
        Require.that(STEPS.contains(name), field, UnknownName.rule(name, STEPS), written.path(name));
        Require.present(field, written.path(name).isNull() ? null : written.path(name));
        try {
            return yaml.convert(written, Step.class);
        } catch (InvalidValue e) {
            throw e.within(field);
        }
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
            Require.that(values.has(name), field, "must be a name under configuration", names(values));
            values.set(name, scalar(value));
        });
        return values;
    }

    private static String names(ObjectNode values) {
        return values.isEmpty()
                ? "not one: there are none"
                : "not one of " + String.join(", ", (Iterable<String>) values::fieldNames);
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
