package dev.faultline.client.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.journal.JournalStore;
import dev.faultline.platform.cluster.ApiFailure;
import dev.faultline.platform.cluster.SharedDocument;
import dev.faultline.platform.wire.ControlFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Journals in a document that several processes share, by name: whose each is, and its lines. Whoever leads makes those of
 * the others its own; from then on those can't write to them, and so can't do anything more. Threadsafe.
 */
public final class ConfigMapJournals implements JournalStore {

    /** A ConfigMap holds 1 MiB. Beyond half of that no journal begins: those that have begun need room to go on. */
    private static final int FULL = 512 << 10;

    private static final TypeReference<TreeMap<String, Lines>> ALL = new TypeReference<>() {};

    private final SharedDocument document;
    private final String process;
    private final BooleanSupplier leads;
    private final ObjectMapper mapper;

    /** Those that are open here. What the document names as this process's besides was written without its knowing. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /**
     * @param process names this one; no other has the same
     * @param leads whether it may act
     */
    public ConfigMapJournals(SharedDocument document, String process, BooleanSupplier leads, ObjectMapper mapper) {
        this.document = document;
        this.process = process;
        this.leads = leads;
        this.mapper = mapper;
    }

    /**
     * One journal.
     *
     * @param process that goes on with it
     */
    private record Lines(String process, List<String> lines) {

        Lines {
            lines = List.copyOf(lines);
        }

        Lines with(String text) {
            List<String> longer = new ArrayList<>(lines);
            text.lines().forEach(longer::add);
            return new Lines(process, longer);
        }
    }

    /** What is to become of all journals. */
    private interface Change {

        void in(Map<String, Lines> all) throws IOException;
    }

    /**
     * Changes them.
     *
     * @throws IOException if that is refused, or can't be written; then nothing is changed
     */
    private void change(Change change) throws IOException {
        try {
            String unused = document.change(text -> {
                try {
                    Map<String, Lines> all = all(text);
                    change.in(all);
                    return mapper.writeValueAsString(all);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        } catch (ApiFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Map<String, Lines> all(@Nullable String text) throws IOException {
        try {
            return text == null || text.isBlank() ? new TreeMap<>() : mapper.readValue(text, ALL);
        } catch (JsonProcessingException e) {
            throw new IOException(document + " holds no journals: " + e.getOriginalMessage(), e);
        }
    }

    private void requireLead() throws IOException {
        if (!leads.getAsBoolean()) {
            throw new IOException("this process does not lead");
        }
    }

    @Override
    public Optional<Kept> create(String id) throws IOException {
        requireLead();
        boolean[] made = {false};
        change(all -> {
            int size = mapper.writeValueAsBytes(all).length;
            if (size > FULL) {
                throw new IOException("there is no room for one more: " + size
                        + " bytes are kept of what is under way, or can't be undone; at most " + FULL + " may be");
            }
            made[0] = all.putIfAbsent(id, new Lines(process, List.of())) == null;
        });
        return made[0] ? Optional.of(opened(id)) : Optional.empty();
    }

    private Kept opened(String id) {
        open.add(id);
        return new KeptLines(id);
    }

    @Override
    public List<Kept> takeLeft() {
        if (!leads.getAsBoolean()) {
            return List.of();
        }
        List<String> left = new ArrayList<>();
        try {
            change(all -> {
                left.clear();
                all.replaceAll((id, each) -> {
                    if (!open.contains(id)) {
                        left.add(id);
                    }
                    return new Lines(process, each.lines());
                });
            });
        } catch (IOException e) {
            throw new ControlFailed("what others have left can't be told: " + e.getMessage(), false, e);
        }
        return left.stream().map(this::opened).toList();
    }

    /** Whoever goes on with them, and whether or not this process leads. */
    @Override
    public void appendToOthers(String text) {
        try {
            change(all -> all.replaceAll((id, each) -> open.contains(id) ? each : each.with(text)));
        } catch (IOException e) {
            throw new ControlFailed("the journals in " + document + " can't be written: " + e.getMessage(), false, e);
        }
    }

    @Override
    public String toString() {
        return document.toString();
    }

    /** One that was this process's when it was made, or taken. */
    private final class KeptLines implements Kept {

        private final String id;

        private KeptLines(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String read() throws IOException {
            try {
                return String.join("\n", own(all(document.read())).lines());
            } catch (ApiFailure e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        private Lines own(Map<String, Lines> all) throws IOException {
            Lines lines = all.get(id);
            if (lines == null) {
                throw new IOException("it is not there any more");
            }
            if (!lines.process().equals(process)) {
                throw new IOException(lines.process() + " goes on with it");
            }
            return lines;
        }

        @Override
        public void append(String text) throws IOException {
            // Who can't be sure to lead is to know at once, and not when the API server answers.
            requireLead();
            change(all -> all.put(id, own(all).with(text)));
        }

        @Override
        public void delete() throws IOException {
            requireLead();
            change(all -> {
                if (all.containsKey(id)) {
                    own(all);
                    all.remove(id);
                }
            });
        }

        @Override
        public void close() {
            open.remove(id);
        }

        @Override
        public String toString() {
            return id + " in " + document;
        }
    }
}
