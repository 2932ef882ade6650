package dev.faultline.load.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.InvalidValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stages in one word, for people in a hurry; a plan can say more:
 *
 * <pre>
 * stages = stage { "," stage }
 * stage  = rate ":" duration                     a rate that stays
 *        | [ rate ] ".." rate ":" duration       a ramp, from where the stage before ended if no rate is given
 * </pre>
 */
final class StageText {

    private static final Pattern STAGE = Pattern.compile(
            "(?:(?<from>[\\d.]*?\\d)??(?<ramp>\\.\\.))?(?<rate>\\d+(?:\\.\\d+)?):(?<duration>\\w[\\w.]*)");

    private StageText() {}

    /**
     * Returns the stages as a plan's document has them.
     *
     * @throws InvalidValue naming the option if the text states none
     */
    static ArrayNode parse(String text) {
        ArrayNode stages = JsonNodeFactory.instance.arrayNode();
        for (String stage : text.split(",", -1)) {
            Matcher parts = STAGE.matcher(stage.strip());
            if (!parts.matches()) {
                throw new InvalidValue("--stages", "must be stages such as 50:10s,50..500:5s,..0:5s", '"' + text + '"');
            }
            add(stages, parts);
        }
        return stages;
    }

    private static void add(ArrayNode stages, Matcher parts) {
        ObjectNode stage = stages.addObject();
        boolean ramp = parts.group("ramp") != null;
        stage.put("type", ramp ? "ramp" : "hold");
        @Nullable String from = parts.group("from");
        if (from != null) {
            stage.set("from", PlanDocument.number(from));
        }
        stage.set(ramp ? "to" : "rate", PlanDocument.number(parts.group("rate")));
        stage.put("duration", parts.group("duration"));
    }
}
