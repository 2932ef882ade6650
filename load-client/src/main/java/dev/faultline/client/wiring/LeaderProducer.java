package dev.faultline.client.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.LoadConfig;
import dev.faultline.client.control.ConfigMapJournals;
import dev.faultline.client.control.LeaderCalls;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.client.control.ReadOnly;
import dev.faultline.client.control.SenderService;
import dev.faultline.experiment.journal.JournalFiles;
import dev.faultline.experiment.journal.JournalStore;
import dev.faultline.platform.cluster.Cluster;
import dev.faultline.platform.cluster.Leadership;
import dev.faultline.platform.guard.ControlGuard;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Wires several load-clients of which one acts, and what they share to that end. */
@Dependent
class LeaderProducer {

    /** Names this process. A container that was started again in its pod is another one. */
    static final String PROCESS = process(System.getenv());

    private static final int RADIX = 36;
    private static final String LEASE = "faultline.leader.lease";
    private static final String ADDRESS = "faultline.leader.address";
    private static final String JOURNALS = "faultline.experiments.journal-config-map: ";
    private static final String KEY = "journals.json";

    private final LoadConfig config;

    /** Commands lead what they do themselves, and leave the service's journals alone. */
    private final boolean serves;

    LeaderProducer(LoadConfig config, @CommandLineArguments String[] arguments) {
        this.config = config;
        this.serves = arguments.length == 0;
    }

    private static String process(Map<String, String> environment) {
        String pod = environment.getOrDefault("POD_NAME", environment.getOrDefault("HOSTNAME", "load-client"));
        return pod + "/" + Long.toString(ProcessHandle.current().pid(), RADIX) + "-"
                + Long.toString(System.currentTimeMillis(), RADIX);
    }

    @Produces
    @Singleton
    Leadership leadership() {
        String lease = config.leader().lease().orElse(null);
        if (lease == null || !serves) {
            return Leadership.alone();
        }
        String address = config.leader()
                .address()
                .orElseThrow(() -> new ConfigurationException(
                        LEASE + " needs " + ADDRESS + ": where the others reach the API of this process"));
        if (!Cluster.isKnown(System.getenv())) {
            throw new ConfigurationException(LEASE + " needs a cluster: a service account, or KUBECONFIG");
        }
        Leadership.Candidate self = candidate(address);
        try {
            return Leadership.of(lease, self);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.within(LEASE).getMessage());
        }
    }

    private static Leadership.Candidate candidate(String address) {
        try {
            return new Leadership.Candidate(PROCESS, address);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.within(ADDRESS).getMessage());
        }
    }

    @Produces
    @Singleton
    ReadOnly readOnly(Leadership leadership, SenderService sender) {
        return new ReadOnly(List.of(leadership::whyNot, sender::refusal));
    }

    @Produces
    @Singleton
    LeaderCalls leaderCalls(OutboundTls calls, Leadership leadership, ControlGuard guard, StrictReader json) {
        return new LeaderCalls(
                calls.client(),
                leadership,
                guard,
                json,
                config.leader().service().orElse(null));
    }

    @Produces
    @Singleton
    JournalStore journalStore(Leadership leadership, ObjectMapper mapper) {
        return config.experiments()
                .journalConfigMap()
                .filter(name -> serves)
                .<JournalStore>map(name -> new ConfigMapJournals(
                        LoadEngineProducer.document(JOURNALS, name, KEY), PROCESS, leadership::isLeading, mapper))
                .orElseGet(() -> new JournalFiles(config.reports().directory()));
    }
}
