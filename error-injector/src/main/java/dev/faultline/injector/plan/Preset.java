package dev.faultline.injector.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.Require;

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
