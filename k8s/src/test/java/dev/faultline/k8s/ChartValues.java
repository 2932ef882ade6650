package dev.faultline.k8s;

import java.util.List;

/** What the chart is given: profiles, over which values in YAML lie. */
record ChartValues(List<String> profiles, String yaml) {

    ChartValues {
        profiles = List.copyOf(profiles);
    }

    static ChartValues of(String yaml) {
        return new ChartValues(List.of(), yaml);
    }

    static ChartValues profile(String name, String yaml) {
        return new ChartValues(List.of(name.split("\\+", -1)), yaml);
    }

    @Override
    public String toString() {
        return String.join("+", profiles) + " " + yaml;
    }
}
