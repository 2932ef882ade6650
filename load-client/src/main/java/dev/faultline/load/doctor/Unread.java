package dev.faultline.load.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What could not be read.
 *
 * @param resource of what kind
 * @param why a clause such as {@code may not list pods in namespace demo}
 * @param mend the command that grants it, empty if it is no question of permission
 */
record Unread(Resource resource, String why, String mend) {

    private static final Pattern USER = Pattern.compile("User \"([-A-Za-z0-9:._@]+)\"");
    private static final String ACCOUNT = "system:serviceaccount:";

    /**
     * Returns what is told of a refusal.
     *
     * @param message what the API server said, which names the user
     */
    static Unread forbidden(String verb, Resource resource, String namespace, String message) {
        String why = "may not " + verb + " " + resource + " in namespace " + namespace;
        Optional<String> user =
                Optional.of(USER.matcher(message)).filter(Matcher::find).map(found -> found.group(1));
        String role = "faultline-doctor-" + resource.plural();
        String mend = user.map(who -> "kubectl -n " + namespace + " create role " + role + " --verb=" + verb
                        + " --resource=" + resource + " && kubectl -n " + namespace + " create rolebinding " + role
                        + " --role=" + role + " " + subject(who))
                .orElse("");
        return new Unread(resource, why, mend);
    }

    private static String subject(String user) {
        return user.startsWith(ACCOUNT) ? "--serviceaccount=" + user.substring(ACCOUNT.length()) : "--user=" + user;
    }
}
