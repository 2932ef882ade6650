package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What Helm tells whoever has installed the chart. */
class NotesTest {

    private static final String RESTORE = "-p \"$(kubectl -n faultline get httproute demo-backend-faults"
            + " -o jsonpath='{.metadata.annotations.faultline\\.dev/restore-patch}')\"";

    @Test
    void theyHoldTheCommandsToLookAndToAct() {
        String notes = Chart.notes(ChartValues.profile("demo", "{}"));
        has(notes, "50 of 100 parts go to error-injector");
        has(notes, "helm test faultline -n faultline --logs");
        has(notes, "port-forward svc/load-client 8080");
        has(notes, "linkerd viz stat-outbound -n faultline deploy/load-client");
        has(notes, "TOKEN=$(kubectl -n faultline get secret faultline-control");
        has(notes, "curl -X PUT http://localhost:9000/api/faults -H \"Authorization: Bearer $TOKEN\"");
        has(notes, "kubectl -n faultline patch httproute demo-backend-faults --type=merge " + RESTORE);
        has(notes, "--set routing.faultWeight=0 --set routing.keepWeights=false");
        has(notes, "--reuse-values --set routing.keepWeights=true");
        has(notes, "curl -X DELETE http://localhost:9000/api/faults");
        has(notes, "helm uninstall faultline");
        has(notes, "kubectl -n faultline delete pod faultline-test --ignore-not-found");
        assertFalse(notes.contains("WARNING"));
    }

    @Test
    void theySayWhereImagesComeFromThatNobodyHasPublished() {
        String notes = Chart.notes(ChartValues.profile("demo", "{}"));
        has(notes, "ErrImagePull");
        has(notes, "  k8s/load-images kind ");
        for (String image : new String[] {"error-injector", "load-client", "demo-backend"}) {
            has(notes, "  localhost/faultline/" + image + ":0.1.0-SNAPSHOT\n");
        }
        String published = Chart.notes(ChartValues.of("image: {registry: r.example}"));
        assertFalse(published.contains("load-images"), published);
        assertFalse(published.contains("localhost/"), published);
    }

    @Test
    void whatIsNotInstalledIsNotSpokenOf() {
        String notes =
                Chart.notes(ChartValues.profile("inject-into", ChartMatrix.CART + "\ncontrol: {enabled: false}"));
        has(notes, "linkerd viz stat-outbound -n faultline deploy/CALLER");
        has(notes, "WARNING: control.enabled is false");
        for (String absent : new String[] {"load-client", "TOKEN", "restore-patch", "demo-backend"}) {
            assertFalse(notes.contains(absent), absent);
        }
    }

    @Test
    void theySpeakHttpsWhereThePartsDo() {
        String notes = Chart.notes(ChartValues.of("control: {tls: {secretName: own}}"));
        has(notes, "get secret own -o jsonpath='{.data.ca\\.crt}' | base64 -d >ca.crt");
        has(notes, "curl --cacert ca.crt -X DELETE https://localhost:8080/api/load");
        assertFalse(notes.contains("http://"), notes);
    }

    @Test
    void theTrafficIsThatOfWhoSends() {
        has(
                Chart.notes(ChartValues.of("loadClient: {senders: 2}")),
                "linkerd viz stat-outbound -n faultline deploy/load-client-senders\n");
    }

    @Test
    void theySayThatTheBreakerHidesTheFaultsAndWhatItCosts() {
        String notes = Chart.notes(ChartValues.of("routing: {circuitBreaker: {enabled: true}}"));
        has(notes, "WARNING: routing.circuitBreaker is on.");
        has(notes, "but 504s of their proxy and a p99 of seconds");
    }

    @Test
    void theySayWhoMustBeLetInByName() {
        String scraped = "monitoring: {podMonitor: {enabled: true}}";
        String warning = "unless Prometheus is meshed it may not scrape port 9000";
        has(Chart.notes(ChartValues.of(scraped)), warning);
        String named = Chart.notes(ChartValues.of(scraped + "\nnetworkPolicy: {controlFrom: [{podSelector: {}}]}"));
        assertFalse(named.contains(warning));
        has(
                Chart.notes(ChartValues.of("linkerd: {policy: {enabled: true}}\nchaos: {enabled: true}")),
                "WARNING: Linkerd lets no StatusCheck of Chaos Mesh");
    }

    @Test
    void theySpeakOfWhatATrafficSplitLeavesBehind() {
        String notes = Chart.notes(ChartValues.of("routing: {mode: trafficsplit}"));
        has(notes, "{range .spec.backends[*]}");
        has(notes, "delete serviceprofile demo-backend.faultline.svc.cluster.local");
    }

    private static void has(String notes, String text) {
        assertTrue(notes.contains(text), () -> text + " is not in:\n" + notes);
    }
}
