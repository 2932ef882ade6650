package dev.faultline.injector;

import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanText;
import dev.faultline.injector.server.PlanStore;
import dev.faultline.wire.InvalidValue;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Puts the first plan into force: that of the settings, or the one that replicas share. */
@Singleton
final class StartPlan {

    /** How much of a setting a sentence repeats. */
    private static final int SHOWN = 100;

    private final InjectorConfig config;
    private final PlanText texts;
    private final PlanStore store;
    private final PlanControl control;

    StartPlan(InjectorConfig config, PlanText texts, PlanStore store, PlanControl control) {
        this.config = config;
        this.texts = texts;
        this.store = store;
        this.control = control;
    }

    /**
     * Puts it into force and returns it.
     *
     * @throws ConfigurationException if the setting names none
     */
    FaultPlan begin() {
        config.plan().ifPresent(this::load);
        control.start();
        return store.plan();
    }

    /** Follows the other replicas no more. */
    void end() {
        control.close();
    }

    private void load(String text) {
        try {
            FaultPlan unused = store.accept(texts.read(text));
        } catch (IOException e) {
            throw refused("cannot read " + text + " (" + e + ")");
        } catch (InvalidValue e) {
            String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
            throw refused(shown.lines().findFirst().orElse("") + " is no fault plan: " + e.getMessage());
        }
    }

    private static ConfigurationException refused(String sentence) {
        return new ConfigurationException("error-injector: faultline.injector.plan: " + sentence);
    }
}
