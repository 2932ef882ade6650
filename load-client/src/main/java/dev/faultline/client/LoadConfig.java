package dev.faultline.client;

import dev.faultline.load.plan.LoadLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of this service. */
@ConfigMapping(prefix = "faultline")
public interface LoadConfig {

    /** Who splits the traffic. */
    SplitConfig split();

    /** What the mesh tells. */
    ProxyConfig proxy();

    /** Where the error injector is steered. */
    InjectorConfig injector();

    /** How the load is sent. */
    SendConfig load();

    /** What {@code /api/slo} asks for. */
    SloConfig slo();

    /** Who may call the API. */
    ControlConfig control();

    /** Which of several load-clients acts. */
    LeaderConfig leader();

    /** Experiments. */
    ExperimentsConfig experiments();

    /** What else they may apply. */
    ChaosConfig chaos();

    /** Where reports are kept. */
    ReportsConfig reports();

    /** What fault plans are learned from. */
    LearnConfig learn();

    /** Sending. */
    interface SendConfig {

        /** How late an arrival may still be sent: more than a JVM pauses, less than what would be a burst. */
        @WithDefault("250ms")
        Duration maxLag();

        /** The part of each load that this process sends, as {@code I/N}; all of it if not given. */
        Optional<String> shard();

        /** The load-clients that send each load together instead of this one, each as {@code HOST:PORT} of its API, or {@code https://HOST:PORT}. */
        Optional<List<String>> senders();

        /** The headless Service whose ready pods are such senders. */
        Optional<String> senderService();

        /** How often the names of targets are looked up again while a load runs. */
        @WithDefault("10s")
        Duration dnsRefresh();

        /** The most arrivals a second that a plan may ask for. */
        @WithDefault("50000")
        double maxRate();

        /** The hosts that may be targets, each a {@link dev.faultline.load.plan.TargetPattern}. */
        @WithDefault(LoadLimits.ALLOWED_BY_DEFAULT)
        List<String> allowedTargets();

        /** How often the service logs how the load goes while one runs; 0 for never. */
        @WithDefault("10s")
        Duration logInterval();

        /** The only directory that the bodies of requests are read from; without it plans name no files. */
        Optional<Path> bodies();

        /** The load at start: a YAML or JSON file, or the JSON itself. */
        Optional<String> plan();

        /** The ConfigMap that keeps the load that the API is asked for; without it a restart forgets it. */
        Optional<String> planConfigMap();
    }

    /** The split. */
    interface SplitConfig {

        /** The object of the cluster that keeps the weights, such as {@code httproute/NAME}: then a mesh splits. */
        Optional<String> route();

        /** The namespace of that object; this process's own if not given. */
        Optional<String> namespace();

        /** The HTTPRoute to read; without it {@code linkerd/http-route.yaml} if there is one, else no split. */
        Optional<Path> manifest();

        /** Where the backends of the route listen, each as {@code NAME=HOST:PORT}. */
        @WithDefault("demo-backend=127.0.0.1:8081,error-injector=127.0.0.1:8082")
        List<String> addresses();

        /**
         * A header that only the backend itself sends, as {@code NAME} or {@code NAME=PREFIX} of its value: where a mesh
         * splits, its answers are told by that from those that a proxy makes up.
         */
        Optional<String> backendHeader();
    }

    /** The proxy of this pod. */
    interface ProxyConfig {

        /** Where Linkerd's proxy of this pod tells its metrics, if there is one; {@code off} never asks. */
        @WithDefault("http://localhost:4191/metrics")
        String metrics();
    }

    /** The error injector. */
    interface InjectorConfig {

        /** The name of its Service, as routes call it. */
        @WithDefault("error-injector")
        String service();

        /**
         * The address of its control API; without it {@code http://127.0.0.1:9002} beside an embedded split, else
         * {@code http://SERVICE:9000}.
         */
        Optional<String> control();

        /** The file with the token that its control API asks for; without it the token of this API is shown there. */
        Optional<Path> tokenFile();
    }

    /** The API. */
    interface ControlConfig {

        /** The token that calls must carry; without it or a file everybody may call. */
        Optional<String> token();

        /** The file that holds the token; read again when it changes. */
        Optional<Path> tokenFile();

        /** How long a caller may take for the head of a request, from its first byte, on both ports. */
        @WithDefault("10s")
        Duration headTimeout();

        /** How long a connection of either port may be without a request. */
        @WithDefault("20s")
        Duration idleTimeout();
    }

    /** Several load-clients of which one acts, and the others stand by. */
    interface LeaderConfig {

        /** The Lease whose holder acts; without it this process does. */
        Optional<String> lease();

        /** Where the others reach the API of this process, such as {@code http://10.1.2.3:8080}. */
        Optional<String> address();

        /** The Service whose name the certificates of all of them bear; without it each bears that of its address. */
        Optional<String> service();
    }

    /** What the target is held to. */
    interface SloConfig {

        /** The thresholds of a question that names none. */
        @WithDefault("success_rate >= 99%")
        List<String> thresholds();
    }

    /** Experiments. */
    interface ExperimentsConfig {

        /**
         * How many may be under way at a time. More than one share the split and the injector: what one of them changes
         * there ends the others that rest on it.
         */
        @WithDefault("1")
        int atOnce();

        /** The ConfigMap that keeps their journals, so that another pod can undo what one has left; else the reports' directory does. */
        Optional<String> journalConfigMap();

        /** The directory of those that are ready to be started; without it {@code experiments} if there is one. */
        Optional<Path> directory();
    }

    /** Objects that experiments apply. */
    interface ChaosConfig {

        /** The directory of the files that steps name; without it {@code k8s/chaos-mesh} if there is one. */
        Optional<Path> manifests();

        /** Where {@code ./demo} tells its processes, which stand for pods then; without it there are only real pods. */
        Optional<Path> local();

        /** What may be applied besides, each as {@code GROUP/KIND} or {@code GROUP/*}; the core group is {@code core}. */
        @WithDefault("chaos-mesh.org/*")
        List<String> allowedKinds();
    }

    /** Reports. */
    interface ReportsConfig {

        /** The directory that they are written to. */
        @WithDefault("reports")
        Path directory();

        /** The most experiments whose reports are kept; of more the oldest are deleted. */
        @WithDefault("100")
        int keep();

        /** The ConfigMap that keeps verdict and Markdown of the latest ones, so that they outlive the directory. */
        Optional<String> configMap();
    }

    /** Learning. */
    interface LearnConfig {

        /** The Prometheus that may be asked besides those at allowed targets, and that the token is shown to. */
        Optional<String> prometheus();

        /** The file with the bearer token that it asks for. */
        Optional<Path> tokenFile();

        /** The only directory that files are learned from; without it none are. */
        Optional<Path> files();
    }
}
