package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gatehouse.www.login.Ways;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page that says how one gets in, and how one really does: a way that nobody described is a hole. */
class WaysInTest {
    /** Those that no word in {@code www.auth} switches on. */
    private static final Set<String> OTHERS =
            Set.of(
                    "none configured",
                    "API tokens",
                    "a Buildbot on the same database",
                    "the command line",
                    "workers");

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.gatehouse.www");

    @Test
    void table_andTheWaysThereAre_nameTheSame() throws IOException {
        String page = Files.readString(Evidence.ROOT.resolve("docs/secure.md"));
        String section = page.split("### The ways in")[1].split("\n### ")[0];
        List<List<String>> rows =
                Evidence.rows(section, Pattern.compile("(?!way$|-+$).+")).stream().toList();

        Set<String> described = new TreeSet<>();
        rows.forEach(cells -> described.addAll(Evidence.named(cells.get(0))));
        assertThat(described).isEqualTo(new TreeSet<>(Ways.NAMES));
        assertThat(rows)
                .filteredOn(cells -> Evidence.named(cells.get(0)).isEmpty())
                .extracting(cells -> cells.get(0))
                .containsExactlyInAnyOrderElementsOf(OTHERS);
        assertThat(rows).allMatch(cells -> cells.size() == 3 && !cells.get(2).isEmpty());
    }

    @Test
    void sessions_areBegunByPasswordHeaderAndProviderAlone() {
        assertThat(callers("dev.gatehouse.www.login.Logins", "begin", "beginWithPassword"))
                .containsExactlyInAnyOrder(
                        "LoginResource",
                        "HeaderLogins",
                        "ProviderLogins",
                        // in place of a session, after its password or its code
                        "OwnAccount",
                        "SecondFactorCalls");
        assertThat(callers("dev.gatehouse.www.login.Sessions", "begin")).containsExactly("Logins");
    }

    @Test
    void requests_areSomebodysByTheCookieAndTheHeaderAlone() {
        assertThat(callers("dev.gatehouse.www.login.Callers", "remember"))
                .containsExactly("LoginFilter");
        assertThat(callers("dev.gatehouse.www.login.Callers", "becomes"))
                .containsExactly("HeaderLogins");
    }

    private static Set<String> callers(String type, String... methods) {
        return OURS.get(type).getMethodCallsToSelf().stream()
                .filter(call -> Set.of(methods).contains(call.getName()))
                .map(JavaMethodCall::getOriginOwner)
                .filter(owner -> !owner.getName().equals(type))
                .map(owner -> owner.getName().replaceFirst("^.*\\.", "").replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
