package dev.faultline.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.cluster.Cluster;
import dev.faultline.cluster.SharedDocument;
import dev.faultline.load.keep.AskedLoad;
import dev.faultline.load.keep.KeptLoad;
import dev.faultline.load.keep.PassingLoad;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.send.Generator;
import dev.faultline.wire.Excerpt;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Chooses what the service begins with, and where the load that it is asked for is kept. */
@Singleton
class LoadWiring {

    private static final String PLAN = "faultline.load.plan: ";
    private static final String CONFIG_MAP = "faultline.load.plan-config-map: ";
    private static final String DOCUMENT = "{";
    private static final String KEY = "plan.json";
    private static final int SHOWN = 100;

    private final LoadConfig.SendConfig config;
    private final Generator generator;

    LoadWiring(LoadConfig config, Generator generator) {
        this.config = config.load();
        this.generator = generator;
    }

    @Produces
    @Singleton
    AskedLoad asked(StrictReader json, ObjectMapper mapper) {
        LoadPlan first = config.plan().map(this::plan).orElse(null);
        PassingLoad passing = new PassingLoad(generator, first);
        return config.planConfigMap()
                .<AskedLoad>map(name -> new KeptLoad(passing, document(name), json, mapper))
                .orElse(passing);
    }

    private LoadPlan plan(String text) {
        String trimmed = text.strip();
        try {
            byte[] document = trimmed.startsWith(DOCUMENT)
                    ? trimmed.getBytes(StandardCharsets.UTF_8)
                    : Files.readAllBytes(Path.of(trimmed));
            LoadPlan plan = Wiring.yaml().read(document, LoadPlan.class);
            generator.check(plan);
            return plan;
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException(PLAN + "can't read " + shown(trimmed) + " (" + e + ")");
        } catch (InvalidValue e) {
            throw new ConfigurationException(PLAN + shown(trimmed) + " is no load plan: " + e.getMessage());
        }
    }

    private static String shown(String text) {
        return Excerpt.of(text.lines().findFirst().orElse(""), SHOWN);
    }

    private static SharedDocument document(String name) {
        if (!Cluster.isKnown(System.getenv())) {
            throw new ConfigurationException(CONFIG_MAP + "there is no cluster to find " + name
                    + " in: neither a service account of a pod nor the variable KUBECONFIG");
        }
        try {
            return SharedDocument.here(name, KEY);
        } catch (InvalidValue e) {
            throw new ConfigurationException(CONFIG_MAP + e.getMessage());
        }
    }
}
