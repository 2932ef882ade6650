package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart and the services agree on ports, paths, graces and versions. */
class ServicesAgreeTest {

    private static final Path ROOT = Path.of("..");

    private static final ChartValues DEMO = ChartValues.profile("demo", "loadClient: {senders: 2}");

    @ParameterizedTest
    @ValueSource(strings = {"error-injector", "load-client", "demo-backend"})
    void probesAskThePortAndPathOfTheirHealth(String service) throws IOException {
        JsonNode container = container(service);
        Properties properties = properties(service);
        int management = Integer.parseInt(properties
                .getProperty("quarkus.management.port", properties.getProperty("quarkus.http.port", ""))
                .replaceAll("\\$\\{.*:(\\d+)}", "$1"));
        assertEquals(management, port(container, "control"));
        for (String probe : List.of("startup:started", "readiness:ready", "liveness:live")) {
            JsonNode get = container.at("/" + probe.replaceAll(":.*", "") + "Probe/httpGet");
            assertEquals("control", get.path("port").asText());
            assertEquals(
                    "/q/health/" + probe.replaceAll(".*:", ""), get.path("path").asText());
        }
        assertTrue(
                Files.readString(ROOT.resolve(service).resolve("pom.xml")).contains("quarkus-smallrye-health"),
                service + " has no health");
    }

    @ParameterizedTest
    @ValueSource(strings = {"load-client", "demo-backend"})
    void trafficGoesWhereQuarkusListens(String service) throws IOException {
        assertEquals(
                properties(service).getProperty("quarkus.http.port", "8080"),
                String.valueOf(port(container(service), "http")));
    }

    @Test
    void trafficGoesWhereTheInjectorListens() throws IOException {
        String config = Files.readString(
                ROOT.resolve("error-injector/src/main/java/dev/faultline/injector/InjectorConfig.java"));
        int listens = port(container("error-injector"), "http");
        assertTrue(config.contains("@WithDefault(\"" + listens + "\")\n    int port();"), "port " + listens);
    }

    /** Else a part would go on by http, and its probes by https find nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"error-injector", "load-client", "demo-backend"})
    void theCertificateHasTheNameThatTheServicesLookFor(String service) throws IOException {
        Properties properties = properties(service);
        String port = properties.containsKey("quarkus.management.port") ? "management" : "http";
        String name = properties.getProperty("dev.faultline.https." + port, "none");
        JsonNode secured = Manifests.one(
                        Chart.objects(ChartValues.of("control: {tls: {secretName: own}}")), "Deployment", service)
                .at("/spec/template/spec/containers/0");
        String start = "QUARKUS_TLS_" + name.toUpperCase(Locale.ROOT) + "_KEY_STORE_PEM_CONTROL_";
        assertEquals("/etc/faultline/tls/tls.crt", env(secured, start + "CERT"));
        assertEquals("/etc/faultline/tls/tls.key", env(secured, start + "KEY"));
    }

    /** Behind proxies its answers are told by the header that it sends. */
    @Test
    void theClientKnowsTheBackendByItsHeader() throws IOException {
        String config =
                Files.readString(ROOT.resolve("demo-backend/src/main/java/dev/faultline/backend/BackendConfig.java"));
        String header = env(container("load-client"), "FAULTLINE_SPLIT_BACKEND_HEADER");
        assertTrue(header.startsWith("server="), header);
        assertTrue(
                config.contains("@WithDefault(\"" + header.replace("server=", "") + "\")\n    String serverHeader();"),
                header);
    }

    private static String env(JsonNode container, String name) {
        for (JsonNode variable : container.path("env")) {
            if (variable.path("name").asText().equals(name)) {
                return variable.path("value").asText();
            }
        }
        return "";
    }

    /** A stop must not be cut short: the wait before it, what is in flight, and some seconds. */
    @Test
    void podsMayTakeAsLongToStopAsTheServicesDo() throws IOException {
        int backend = seconds(properties("demo-backend").getProperty("quarkus.shutdown.timeout"));
        assertTrue(grace("demo-backend") > preStop("demo-backend") + backend);
        String config = Files.readString(
                ROOT.resolve("error-injector/src/main/java/dev/faultline/injector/InjectorConfig.java"));
        int injector = seconds(config.replaceAll("(?s).*@WithDefault\\(\"(\\d+s)\"\\)\\s+Duration grace.*", "$1"));
        assertTrue(grace("error-injector") > preStop("error-injector") + injector);
        String client =
                Files.readString(ROOT.resolve("load-client/src/main/java/dev/faultline/client/LoadClient.java"));
        int rollback = seconds(client.replaceAll("(?s).*GRACE = Duration.ofSeconds\\((\\d+)\\).*", "$1s"));
        assertTrue(grace("load-client") > rollback);
        assertTrue(grace("load-client-senders") > rollback, "a sender gives its part back within the same time");
    }

    /** Else each sender would end at once, or never be found. */
    @Test
    void sendersAreStartedAndFoundAsLoadClientHasIt() throws IOException {
        Path client = ROOT.resolve("load-client/src/main/java/dev/faultline/client");
        String command = container("load-client-senders").at("/args/0").asText();
        assertTrue(
                Files.readString(client.resolve("cli/SenderCommand.java")).contains("name = \"" + command + "\""),
                command);
        JsonNode port = Manifests.one(Chart.objects(DEMO), "Service", "load-client-senders")
                .at("/spec/ports/0");
        String wiring = Files.readString(client.resolve("wiring/Senders.java"));
        assertTrue(wiring.contains(" PORT = " + port.path("name") + ";"), port::toString);
        assertTrue(wiring.contains(" PORT_NUMBER = " + port.path("port") + ";"), port::toString);
        assertEquals(port.path("port").asInt(), port(container("load-client-senders"), "http"));
    }

    @Test
    void theChartIsOfTheVersionThatTheBuildMakes() throws IOException {
        JsonNode chart = Manifests.tree(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")));
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        String version =
                pom.replaceAll("(?s).*?<artifactId>faultline-parent</artifactId>\\s*<version>([^<]*)<.*", "$1");
        assertEquals(version, chart.path("appVersion").asText());
        assertTrue(chart.at("/annotations/artifacthub.io~1images").asText().contains("error-injector:" + version));
    }

    private static JsonNode container(String service) {
        return Manifests.one(Chart.objects(DEMO), "Deployment", service).at("/spec/template/spec/containers/0");
    }

    private static int grace(String service) {
        return Manifests.one(Chart.objects(DEMO), "Deployment", service)
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asInt();
    }

    private static int preStop(String service) {
        return container(service).at("/lifecycle/preStop/sleep/seconds").asInt();
    }

    private static int port(JsonNode container, String name) {
        return Manifests.children(container.path("ports")).stream()
                .filter(port -> port.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("containerPort")
                .asInt();
    }

    private static Properties properties(String service) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(
                Files.readString(ROOT.resolve(service).resolve("src/main/resources/application.properties"))));
        return properties;
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replace("s", ""));
    }
}
