package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How secrets are compared and made; neither shows on the wire. */
class SecretComparisonTest {
    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(new ArchitectureTest.NoTestJars())
                    .importPackages(
                            "dev.gatehouse.www",
                            "dev.gatehouse.realm",
                            "dev.gatehouse.master",
                            "dev.gatehouse.data");

    /** In Java's own words: the one comparison whose time says nothing. */
    private static final String CONSTANT = "java.security.MessageDigest.isEqual";

    /** What ends at the first difference, and so tells how far a guess was right. */
    private static final Set<String> TELLING =
            Set.of(
                    "java.util.Arrays.equals",
                    "java.util.Arrays.compare",
                    "java.util.Arrays.mismatch",
                    "java.util.Objects.equals",
                    "java.util.Objects.deepEquals",
                    "java.lang.Object.equals",
                    "java.lang.String.equals",
                    "java.lang.String.equalsIgnoreCase",
                    "java.lang.String.contentEquals",
                    "java.lang.String.compareTo",
                    "java.lang.String.regionMatches");

    /** Every place where a secret is compared, and what it does that with. */
    @ParameterizedTest
    @CsvSource({
        "www.oauth.Attempt.matches, " + CONSTANT,
        "www.login.UserPasswordRealm$Digest.equals, " + CONSTANT,
        "www.login.UserPasswordRealm.getAuthenticationInfo,"
                + " dev.gatehouse.www.login.UserPasswordRealm$Digest.equals",
        "www.login.accounts.PasswordHash.matches, " + CONSTANT,
        "www.login.accounts.Totp.step, " + CONSTANT,
        "realm.htpasswd.PasswordHash.same, " + CONSTANT,
        "realm.htpasswd.PasswordHash$Plain.matches, " + CONSTANT,
        "realm.htpasswd.PasswordHash$Sha1.matches, dev.gatehouse.realm.htpasswd.PasswordHash.same",
        "realm.htpasswd.PasswordHash$UnixCrypt.matches,"
                + " dev.gatehouse.realm.htpasswd.PasswordHash.same",
        "master.worker.WorkerPool.authenticate, " + CONSTANT,
    })
    void comparison_ofASecret_takesTheSameTimeWhereverItDiffers(String place, String with) {
        assertThat(OURS.stream().flatMap(SecretComparisonTest::calls))
                .filteredOn(call -> call.from().equals("dev.gatehouse." + place))
                .extracting(Call::to)
                .contains(with)
                .doesNotContainAnyElementsOf(TELLING);
    }

    /** A new place belongs into the list above. */
    @Test
    void comparisons_inConstantTime_areThoseOfTheList() {
        assertThat(OURS.stream().flatMap(SecretComparisonTest::calls))
                .filteredOn(call -> call.to().equals(CONSTANT))
                .extracting(Call::from)
                .containsExactlyInAnyOrder(
                        "dev.gatehouse.www.oauth.Attempt.matches",
                        "dev.gatehouse.www.login.UserPasswordRealm$Digest.equals",
                        "dev.gatehouse.www.login.accounts.PasswordHash.matches",
                        "dev.gatehouse.www.login.accounts.Totp.step",
                        "dev.gatehouse.realm.htpasswd.PasswordHash.same",
                        "dev.gatehouse.realm.htpasswd.PasswordHash$Plain.matches",
                        "dev.gatehouse.master.worker.WorkerPool.authenticate");
    }

    /** Class and method, from one to the other. */
    private record Call(String from, String to) {}

    private static Stream<Call> calls(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .map(
                        call ->
                                new Call(
                                        type.getName() + "." + call.getOrigin().getName(),
                                        call.getTargetOwner().getName() + "." + call.getName()));
    }

    @Test
    void random_thatCanBeForeseen_isNotUsed() {
        assertThat(OURS.stream().filter(SecretComparisonTest::canBeForeseen))
                // the number of an incident is no secret
                .extracting(JavaClass::getName)
                .containsOnly("dev.gatehouse.www.rest.Faults");
    }

    private static boolean canBeForeseen(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .anyMatch(
                        used ->
                                used.isEquivalentTo(Random.class)
                                        || used.isEquivalentTo(ThreadLocalRandom.class));
    }
}
