package dev.faultline.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.call.HttpCalls;
import dev.faultline.load.chaostoolkit.JournalFiles;
import dev.faultline.load.chaostoolkit.Place;
import dev.faultline.load.chaostoolkit.ReadableVariables;
import dev.faultline.load.chaostoolkit.ToolkitJournal;
import dev.faultline.load.chaostoolkit.ToolkitReader;
import dev.faultline.load.chaostoolkit.ToolkitRuns;
import dev.faultline.load.experiment.Experiments;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Puts together what takes experiments of chaostoolkit. */
@Dependent
class ToolkitWiring {

    private final LoadConfig config;

    ToolkitWiring(LoadConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    ToolkitReader reader() {
        return new ToolkitReader(Wiring.yaml());
    }

    @Produces
    @Singleton
    ReadableVariables variables() {
        return new ReadableVariables(
                Set.copyOf(config.experiments().environment().orElse(List.of())), System::getenv);
    }

    @Produces
    @Singleton
    JournalFiles journals(ObjectMapper mapper) {
        return new JournalFiles(
                config.reports().directory(), config.reports().keep(), new ToolkitJournal(Place.here()), mapper);
    }

    @Produces
    @Singleton
    ToolkitRuns runs(HttpCalls http, ToolkitReader reader, Experiments experiments, JournalFiles journals) {
        return new ToolkitRuns(http, config.reports().directory(), reader, experiments::reserve, journals);
    }
}
