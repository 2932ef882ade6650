package dev.faultline.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.verdict.LateRollback;
import java.io.IOException;

/** The report for programs, indented so that people can read it too. Threadsafe. */
public final class JsonReport {

    /** What was appended since, oldest first; not there if nothing was. */
    static final String AMENDMENTS = "amendments";

    private final ObjectMapper mapper;
    private final ObjectWriter writer;

    /** Writes with that mapper. */
    public JsonReport(ObjectMapper mapper) {
        this.mapper = mapper;
        this.writer = mapper.writerWithDefaultPrettyPrinter();
    }

    /** Returns the report as JSON. */
    public String render(Report report) {
        try {
            return writer.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a report can be written as JSON", e);
        }
    }

    private String amend(String text, LateRollback amendment) throws IOException {
        if (!(mapper.readTree(text) instanceof ObjectNode report)) {
            throw new IOException("it is no object");
        }
        JsonNode before = report.path(AMENDMENTS);
        ArrayNode amendments = before.isArray() ? (ArrayNode) before : report.putArray(AMENDMENTS);
        amendments.add(mapper.<JsonNode>valueToTree(amendment));
        return writer.writeValueAsString(report) + "\n";
    }

    /** Returns the format of its files. */
    public ReportFormat format() {
        return new ReportFormat(".json", "application/json", this::render, this::amend);
    }
}
