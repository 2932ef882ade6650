package dev.faultline.load.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Position;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import org.jspecify.annotations.Nullable;

/** A document as a tree, and where each of its fields stands. */
record WrittenDocument(JsonNode tree, Positions positions) {

    private static final StrictReader JSON = new StrictReader(WireJson.mapper());
    private static final Position START = new Position(1, 1);

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * Reads a document. One that is JSON is read as such, since YAML takes no tabs; anything else is YAML.
     *
     * @throws InvalidValue with its position, if it is not well formed
     */
    static WrittenDocument of(byte[] document, StrictReader yaml) {
        if (document.length > ExperimentReader.LONGEST) {
            throw new InvalidValue("", "must have at most " + ExperimentReader.LONGEST + " bytes", document.length)
                    .at(START);
        }
        if (!beginsAsJson(document)) {
            return read(document, yaml, Positions.ofYaml(document));
        }
        Positions positions;
        try {
            positions = Positions.ofJson(document);
        } catch (InvalidValue asJson) {
            try {
                positions = Positions.ofYaml(document);
            } catch (InvalidValue asYaml) {
                // What was understood further is what was meant.
                throw isFurther(asJson.position(), asYaml.position()) ? asJson : asYaml;
            }
            return read(document, yaml, positions);
        }
        return read(document, JSON, positions);
    }

    private static WrittenDocument read(byte[] document, StrictReader syntax, Positions positions) {
        try {
            return new WrittenDocument(syntax.tree(document), positions);
        } catch (InvalidValue e) {
            // What is well formed and yet no value, such as .nan, only the reader finds.
            throw e.getCause() instanceof JsonProcessingException broken
                    ? e.at(Positions.of(broken.getLocation()))
                    : positions.locate(e);
        }
    }

    private static boolean beginsAsJson(byte[] document) {
        int at = 0;
        while (at < BYTE_ORDER_MARK.length && at < document.length && document[at] == BYTE_ORDER_MARK[at]) {
            at++;
        }
        while (at < document.length && Character.isWhitespace(document[at])) {
            at++;
        }
        return at < document.length && document[at] == '{';
    }

    private static boolean isFurther(@Nullable Position one, @Nullable Position other) {
        if (one == null || other == null) {
            return one != null;
        }
        return one.line() > other.line() || (one.line() == other.line() && one.column() >= other.column());
    }
}
