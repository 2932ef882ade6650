package dev.faultline.load.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.faultline.load.plan.Feed;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a feed. No complaint holds a cell: many are secrets. Immutable.
 *
 * <p>CSV is read as RFC 4180 has it: comma, double quotes, line breaks within quotes; empty lines are left out.
 */
final class FeedRows {

    static final int MOST_BYTES = 8 << 20;
    private static final int MOST_ROWS = 100_000;
    private static final int MOST_COLUMNS = 50;
    private static final int LONGEST_PATH = 4_000;
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

    private final Feed.Order order;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<String[]> rows = new ArrayList<>();

    /** A text with references to columns; {@code texts} and {@code references} alternate, beginning and ending with a text. */
    record Template(List<String> texts, List<Integer> references, UnaryOperator<String> encoding) {

        /** Returns the text that a row makes of it. */
        String fill(String[] row) {
            StringBuilder filled = new StringBuilder(texts.get(0));
            for (int i = 0; i < references.size(); i++) {
                filled.append(encoding.apply(row[references.get(i)])).append(texts.get(i + 1));
            }
            return filled.toString();
        }

        /** Returns whether all rows make the same of it. */
        boolean isConstant() {
            return references.isEmpty();
        }
    }

    private FeedRows(Feed.Order order) {
        this.order = order;
    }

    /**
     * Reads a file of at most 8 MiB.
     *
     * @throws InvalidValue naming the file, and the row at fault by its number, if it is no such CSV
     */
    static FeedRows read(Feed.Order order, byte[] csv) {
        FeedRows feed = new FeedRows(order);
        CsvMapper mapper = CsvMapper.builder()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .build();
        try (MappingIterator<String[]> lines = mapper.readerFor(String[].class).readValues(text(csv))) {
            feed.head(lines.hasNextValue() ? lines.nextValue() : new String[0]);
            while (lines.hasNextValue()) {
                feed.add(lines.nextValue());
            }
        } catch (JsonProcessingException e) {
            String rule = "must be CSV; line " + e.getLocation().getLineNr() + " is none";
            throw new InvalidValue("file", rule, InvalidValue.WITHHELD);
        } catch (IOException e) {
            throw new AssertionError("a text can be read", e);
        }
        Require.that(!feed.rows.isEmpty(), "file", "must have a row beneath the names of the columns", "none");
        return feed;
    }

    private static String text(byte[] csv) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(csv))
                    .toString();
            // As spreadsheets write it.
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidValue("file", "must be written in UTF-8", InvalidValue.WITHHELD, e);
        }
    }

    private void head(String[] names) {
        Require.that(
                names.length > 0 && names.length <= MOST_COLUMNS,
                "file",
                "must have a first line with the names of 1 to " + MOST_COLUMNS + " columns",
                names.length);
        for (int i = 0; i < names.length; i++) {
            String name = names[i].strip();
            Require.matchingSecret(
                    "file", name, NAME, "must name its columns by letters, digits, - and _ in its first line");
            Require.that(columns.put(name, i) == null, "file", "must name each column once", name + " twice");
        }
    }

    private void add(String[] cells) {
        int row = rows.size() + 1;
        Require.that(row <= MOST_ROWS, "file", "must have at most " + MOST_ROWS + " rows", "more");
        Require.that(
                cells.length == columns.size(),
                "file",
                "must have " + columns.size() + " cells in each row, as in the first line",
                cells.length + " in row " + row);
        rows.add(cells);
    }

    /** Returns the row of the arrival of that number. */
    String[] row(long number, NumberedRandom random) {
        int size = rows.size();
        return rows.get(order == Feed.Order.RANDOM ? random.of(number).nextInt(size) : (int) (number % size));
    }

    List<String[]> rows() {
        return rows;
    }

    /** Returns the template of a body. */
    Template body(String text) {
        return template("body", text, cell -> cell);
    }

    /** Returns the template of a header; every row makes a value of it that can be sent. */
    Template header(String name, String text) {
        Template template = template("headers." + name, text, cell -> cell);
        check(template, value -> RequestSpec.checkHeaders(Map.of(name, value)));
        return template;
    }

    /** Returns the template of a path, in which a cell is encoded as far as it must be. */
    Template path(String text) {
        Template template = template("path", text, FeedRows::encoded);
        check(
                template,
                value -> Require.that(
                        value.length() <= LONGEST_PATH,
                        "path",
                        "must be at most " + LONGEST_PATH + " long",
                        value.length()));
        return template;
    }

    private interface Check {
        void accept(String value);
    }

    private void check(Template template, Check check) {
        for (int i = 0; i < rows.size() && !template.isConstant(); i++) {
            try {
                check.accept(template.fill(rows.get(i)));
            } catch (InvalidValue e) {
                throw new InvalidValue(e.field(), e.rule() + "; row " + (i + 1) + " of the feed is not", e.value(), e);
            }
        }
    }

    private Template template(String field, String text, UnaryOperator<String> encoding) {
        List<String> texts = new ArrayList<>();
        List<Integer> references = new ArrayList<>();
        Matcher reference = Feed.REFERENCE.matcher(text);
        int end = 0;
        while (reference.find()) {
            Integer column = columns.get(reference.group(1));
            if (column == null) {
                String rule = "must refer to columns of the feed: " + String.join(", ", columns.keySet());
                throw new InvalidValue(field, rule, reference.group());
            }
            texts.add(text.substring(end, reference.start()));
            references.add(column);
            end = reference.end();
        }
        texts.add(text.substring(end));
        return new Template(List.copyOf(texts), List.copyOf(references), encoding);
    }

    /** Encodes what may not stand in a path or query as it is (RFC 3986, 2.1); whoever means more has encoded it already. */
    private static String encoded(String cell) {
        StringBuilder encoded = new StringBuilder(cell.length());
        for (byte each : cell.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '#') {
                encoded.append((char) each);
            } else {
                encoded.append(String.format("%%%02X", each));
            }
        }
        return encoded.toString();
    }
}
