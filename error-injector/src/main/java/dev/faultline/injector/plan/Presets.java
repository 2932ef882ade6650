package dev.faultline.injector.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The plans that come with the injector. Immutable. */
public final class Presets {

    private static final String RESOURCE = "/presets.json";

    private final PlanJson json;
    private final List<Preset> all;

    /** The file of presets. */
    private record PresetFile(List<Preset> presets) {}

    /** Reads them from the class path. */
    public Presets(PlanJson json) {
        this.json = json;
        try (InputStream resource = Presets.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new AssertionError(RESOURCE + " is missing");
            }
            StrictReader reader = new StrictReader(WireJson.mapper());
            all = List.copyOf(
                    reader.read(resource.readAllBytes(), PresetFile.class).presets());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the presets", e);
        }
    }

    /** Returns them in the order in which they are best shown. */
    public List<Preset> all() {
        return all;
    }

    /** Returns the plan of that name, to be accepted; empty if there is none. */
    public Optional<ProposedPlan> find(String name) {
        return find(name, JsonNodeFactory.instance.objectNode());
    }

    /**
     * Returns the plan of that name, changed by a merge patch; empty if there is none of that name.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if what the patch makes of it is no plan
     */
    public Optional<ProposedPlan> find(String name, JsonNode patch) {
        return all.stream()
                .filter(preset -> preset.name().equals(name))
                .findFirst()
                .map(preset -> json.patched(preset.plan(), patch));
    }

    /**
     * A plan that is known by a name.
     *
     * @param description what it is like, in one sentence
     * @param plan the document of the plan
     */
    public record Preset(String name, String description, JsonNode plan) {

        public Preset {
            Require.present("name", name);
            Require.present("description", description);
            Require.present("plan", plan);
        }
    }
}
