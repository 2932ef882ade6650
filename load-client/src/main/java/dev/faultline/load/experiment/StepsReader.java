package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.UnknownName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the steps of a method one by one, so that a complaint names the step too: {@code method[1].split.injector}. */
final class StepsReader {

    private static final String METHOD = "method";

    /** What steps there are, in alphabetical order. */
    static final List<String> NAMES = Arrays.stream(
                    Step.class.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .sorted()
            .toList();

    private final StrictReader reader;

    StepsReader(StrictReader reader) {
        this.reader = reader;
    }

    /**
     * Returns the steps.
     *
     * @throws InvalidValue naming the step at fault
     */
    List<Step> read(JsonNode written) {
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
        Require.that(NAMES.contains(name), field, UnknownName.rule(name, NAMES), written.path(name));
        Require.present(field, written.path(name).isNull() ? null : written.path(name));
        try {
            return reader.convert(written, Step.class);
        } catch (InvalidValue e) {
            throw e.within(field);
        }
    }
}
