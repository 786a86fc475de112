<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ChoiceTree</name>
    <message>
        <source>Spaces and projects</source>
        <translation>Spaces und Projekte</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Without a group</source>
        <translation>Ohne Gruppe</translation>
    </message>
    <message>
        <source>%1 (disabled)</source>
        <translation>%1 (deaktiviert)</translation>
    </message>
    <message>
        <source>Nothing fits the search.</source>
        <translation>Nichts passt zur Suche.</translation>
    </message>
</context>
<context>
    <name>ChoosePage</name>
    <message>
        <source>&amp;Everything in the ticked spaces</source>
        <translation>Alles &amp;in den gewählten Spaces</translation>
    </message>
    <message>
        <source>&amp;Only the ticked projects and what they need</source>
        <translation>&amp;Nur die gewählten Projekte und was sie brauchen</translation>
    </message>
    <message>
        <source>Name of a space, group or project</source>
        <translation>Name eines Space, einer Gruppe oder eines Projekts</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Ticked</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Not ticked</source>
        <translation>Nicht gewählt</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Deaktiviert</translation>
    </message>
    <message>
        <source>Sea&amp;rch</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>S&amp;how</source>
        <translation>Z&amp;eigen</translation>
    </message>
    <message>
        <source>What comes a&amp;long, and why</source>
        <translation>Was mitkommt, &amp;und warum</translation>
    </message>
    <message>
        <source>What comes along</source>
        <translation>Was mitkommt</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Because of</source>
        <translation>Wegen</translation>
    </message>
    <message>
        <source>Leave ou&amp;t</source>
        <translation>Aus&amp;lassen</translation>
    </message>
    <message>
        <source>Kind and name with * and ?, separated by commas.</source>
        <translation>Art und Name mit * und ?, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Also what is &amp;disabled</source>
        <translation>Au&amp;ch Deaktiviertes</translation>
    </message>
    <message>
        <source>Leave out b&amp;y pattern</source>
        <translation>Nach &amp;Muster auslassen</translation>
    </message>
    <message>
        <source>What should move?</source>
        <translation>Was soll umziehen?</translation>
    </message>
    <message>
        <source>What a project needs comes along by itself. Nothing is removed anywhere.</source>
        <translation>Was ein Projekt braucht, kommt von selbst mit. Nirgends wird etwas entfernt.</translation>
    </message>
    <message>
        <source>“%1” is not of the form kind:pattern, such as tenants:Test*.</source>
        <translation>„%1“ hat nicht die Form Art:Muster, wie tenants:Test*.</translation>
    </message>
    <message>
        <source>%1, %2, %3 documents, %4</source>
        <translation>%1, %2, %3 Dokumente, %4</translation>
    </message>
    <message>
        <source>Brings along %1, because for example %2 needs %3.</source>
        <translation>Bringt %1 mit; zum Beispiel braucht %2 %3.</translation>
    </message>
    <message>
        <source>%1 documents that something needs are left out.</source>
        <translation>%1 Dokumente, die etwas braucht, bleiben zurück.</translation>
    </message>
</context>
<context>
    <name>CloudPage</name>
    <message>
        <source>Spaces</source>
        <translation>Spaces</translation>
    </message>
    <message>
        <source>Octopus Cloud instance</source>
        <translation>Octopus-Cloud-Instanz</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>Adre&amp;sse</translation>
    </message>
    <message>
        <source>API &amp;key</source>
        <translation>A&amp;PI-Schlüssel</translation>
    </message>
    <message>
        <source>Acc&amp;ess token</source>
        <translation>Z&amp;ugriffstoken</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>Anmelden mit</translation>
    </message>
    <message>
        <source>API ke&amp;y</source>
        <translation>AP&amp;I-Schlüssel</translation>
    </message>
    <message>
        <source>In Octopus Cloud: your name at the lower left, Profile, My API keys, New.</source>
        <translation>In Octopus Cloud: Ihr Name unten links, Profile, My API keys, New.</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>Zugriffstoken</translation>
    </message>
    <message>
        <source>Must last as long as the upload.</source>
        <translation>Muss so lange gelten wie das Hochladen dauert.</translation>
    </message>
    <message>
        <source>&amp;Connection options</source>
        <translation>&amp;Verbindungsoptionen</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>V&amp;erbindung testen</translation>
    </message>
    <message>
        <source>As the system says</source>
        <translation>Wie das System vorgibt</translation>
    </message>
    <message>
        <source>Pro&amp;xy</source>
        <translation>Pr&amp;oxy</translation>
    </message>
    <message>
        <source>Requests at &amp;once</source>
        <translation>A&amp;nfragen zugleich</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>Certificates to t&amp;rust</source>
        <translation>Ve&amp;rtraute Zertifikate</translation>
    </message>
    <message>
        <source>Only where the company&apos;s proxy has its own; else the system&apos;s are used.</source>
        <translation>Nur wenn der Proxy der Firma eigene hat; sonst gelten die des Systems.</translation>
    </message>
    <message>
        <source>Which Octopus Cloud?</source>
        <translation>Welche Octopus Cloud?</translation>
    </message>
    <message>
        <source>Test looks at the instance and at what the key may do. It writes nothing.</source>
        <translation>Der Test sieht nach der Instanz und den Rechten des Schlüssels. Er schreibt nichts.</translation>
    </message>
    <message>
        <source>Asking what the key may do</source>
        <translation>Rechte des Schlüssels werden erfragt</translation>
    </message>
    <message>
        <source>Type the instance&apos;s address.</source>
        <translation>Geben Sie die Adresse der Instanz ein.</translation>
    </message>
    <message>
        <source>Paste an API key.</source>
        <translation>Fügen Sie einen API-Schlüssel ein.</translation>
    </message>
    <message>
        <source>Paste an access token.</source>
        <translation>Fügen Sie ein Zugriffstoken ein.</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>Wie in der Auftragsdatei</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Octopus Server</source>
        <translation>Octopus Server</translation>
    </message>
    <message>
        <source>Connected: %1 %2, signed in as %3</source>
        <translation>Verbunden: %1 %2, angemeldet als %3</translation>
    </message>
    <message>
        <source>Rate limit</source>
        <translation>Ratenlimit</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Tasks at once</source>
        <translation>Aufgaben zugleich</translation>
    </message>
    <message>
        <source>none for this key</source>
        <translation>keines für diesen Schlüssel</translation>
    </message>
    <message>
        <source>%1 requests a minute: %2 for %3 documents at least</source>
        <translation>%1 Anfragen pro Minute: mindestens %2 für %3 Dokumente</translation>
    </message>
    <message>
        <source>%1 of %2 %3</source>
        <translation>%1 von %2 %3</translation>
    </message>
    <message>
        <source>without limits that matter here</source>
        <translation>ohne Grenzen, die hier zählen</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
</context>
<context>
    <name>Durations</name>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>about %1 min</source>
        <translation>etwa %1 min</translation>
    </message>
    <message>
        <source>about %1 h %2 min</source>
        <translation>etwa %1 h %2 min</translation>
    </message>
</context>
<context>
    <name>ErrorPanel</name>
    <message>
        <source>&amp;Details</source>
        <translation>De&amp;tails</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Doc&amp;umentation</source>
        <translation>&amp;Dokumentation</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>This is a bug of the migrator (%1), not of your data.</source>
        <translation>Das ist ein Fehler des Migrators (%1), nicht Ihrer Daten.</translation>
    </message>
    <message>
        <source>Trying again is safe. Please report the details below.</source>
        <translation>Es noch einmal zu versuchen ist sicher. Bitte melden Sie die Details unten.</translation>
    </message>
</context>
<context>
    <name>FindingGroup</name>
    <message>
        <source>%1 (and %2 more)</source>
        <translation>%1 (und %2 weitere)</translation>
    </message>
    <message>
        <source>%1 places</source>
        <translation>%1 Stellen</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
</context>
<context>
    <name>FindingList</name>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
</context>
<context>
    <name>FinishPage</name>
    <message>
        <source>Left to do by hand</source>
        <translation>Von Hand zu tun</translation>
    </message>
    <message>
        <source>Open the &amp;folder</source>
        <translation>O&amp;rdner öffnen</translation>
    </message>
    <message>
        <source>Keep a record</source>
        <translation>Festhalten</translation>
    </message>
    <message>
        <source>Save as &amp;HTML...</source>
        <translation>Als &amp;HTML sichern ...</translation>
    </message>
    <message>
        <source>CS&amp;V...</source>
        <translation>&amp;CSV ...</translation>
    </message>
    <message>
        <source>&amp;JSON...</source>
        <translation>&amp;JSON ...</translation>
    </message>
    <message>
        <source>Support b&amp;undle...</source>
        <translation>&amp;Paket für Support ...</translation>
    </message>
    <message>
        <source>The bundle holds versions, job, plan, journal, report and log for whoever helps you. Secrets are taken out.</source>
        <translation>Es enthält Versionen, Auftrag, Plan, Journal, Bericht und Protokoll für alle, die Ihnen helfen. Geheimnisse sind entfernt.</translation>
    </message>
    <message>
        <source>The same without this &amp;window</source>
        <translation>Dasselbe &amp;ohne dieses Fenster</translation>
    </message>
    <message>
        <source>The job file holds your answers and no secret; it asks for those that you typed. Run again, it writes only what has changed since.</source>
        <translation>Die Auftragsdatei enthält Ihre Antworten und kein Geheimnis; sie fragt nach denen, die Sie eingegeben haben. Erneut ausgeführt schreibt sie nur, was sich geändert hat.</translation>
    </message>
    <message>
        <source>The package is ready</source>
        <translation>Das Paket ist fertig</translation>
    </message>
    <message>
        <source>Not verified yet</source>
        <translation>Noch nicht geprüft</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>Almost complete</source>
        <translation>Fast vollständig</translation>
    </message>
    <message>
        <source>Hand it over, and tell the passphrase by another way.</source>
        <translation>Geben Sie es weiter, und die Passphrase auf anderem Weg.</translation>
    </message>
    <message>
        <source>Your server was only read: it is as it was.</source>
        <translation>Ihr Server wurde nur gelesen: Er ist, wie er war.</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>%1 documents and %2 secrets are sealed in one file.</source>
        <translation>%1 Dokumente und %2 Geheimnisse sind in einer Datei versiegelt.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>All %1 compared documents are equal.</source>
        <translation>Alle %1 verglichenen Dokumente sind gleich.</translation>
    </message>
    <message>
        <source>%1 are equal, %2 are not.</source>
        <translation>%1 sind gleich, %2 nicht.</translation>
    </message>
    <message>
        <source>The report names each.</source>
        <translation>Der Bericht nennt jedes.</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>%1 of %2 done. The ticks are kept.</source>
        <translation>%1 von %2 erledigt. Die Haken bleiben erhalten.</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Webseite (*.html)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>For programs (*.json)</source>
        <translation>Für Programme (*.json)</translation>
    </message>
    <message>
        <source>Archive (*.zip)</source>
        <translation>Archiv (*.zip)</translation>
    </message>
    <message>
        <source>Writing the bundle</source>
        <translation>Das Paket wird geschrieben</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Gesichert: %1</translation>
    </message>
</context>
<context>
    <name>GivenPackage</name>
    <message>
        <source>The package</source>
        <translation>Das Paket</translation>
    </message>
    <message>
        <source>Packages (*%1)</source>
        <translation>Pakete (*%1)</translation>
    </message>
    <message>
        <source>Package file</source>
        <translation>Paketdatei</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>Dat&amp;ei</translation>
    </message>
    <message>
        <source>What opens it</source>
        <translation>Was es öffnet</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>Passp&amp;hrase</translation>
    </message>
    <message>
        <source>I have a private &amp;key instead</source>
        <translation>I&amp;ch habe stattdessen einen privaten Schlüssel</translation>
    </message>
    <message>
        <source>Private key file</source>
        <translation>Datei mit privatem Schlüssel</translation>
    </message>
    <message>
        <source>Private key f&amp;ile</source>
        <translation>Datei &amp;mit privatem Schlüssel</translation>
    </message>
    <message>
        <source>As age-keygen writes it, or an SSH private key without passphrase.</source>
        <translation>Wie age-keygen sie schreibt, oder ein privater SSH-Schlüssel ohne Passphrase.</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>Wie in der Auftragsdatei</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>Wählen Sie eine Datei.</translation>
    </message>
    <message>
        <source>Type the passphrase.</source>
        <translation>Geben Sie die Passphrase ein.</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Octopus Server</source>
        <translation>Octopus Server</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Stayed behind</source>
        <translation>Zurückgeblieben</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>Geöffnet durch</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>ItemFilter</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Alle Arten</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>KindBars</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>, %1 failed</source>
        <translation>, %1 fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>KindWords</name>
    <message>
        <source>Space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Project group</source>
        <translation>Projektgruppe</translation>
    </message>
    <message>
        <source>Tag set</source>
        <translation>Tag-Set</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Git credential</source>
        <translation>Git-Anmeldung</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Feed</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Worker pool</source>
        <translation>Worker-Pool</translation>
    </message>
    <message>
        <source>Lifecycle</source>
        <translation>Lifecycle</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>User role</source>
        <translation>Benutzerrolle</translation>
    </message>
    <message>
        <source>Logo of a project</source>
        <translation>Logo eines Projekts</translation>
    </message>
    <message>
        <source>Logo of a tenant</source>
        <translation>Logo eines Tenants</translation>
    </message>
    <message>
        <source>Build information</source>
        <translation>Build-Informationen</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Deployment freeze</source>
        <translation>Deployment-Sperre</translation>
    </message>
    <message>
        <source>Roles of teams</source>
        <translation>Rollen der Teams</translation>
    </message>
    <message>
        <source>Tenant variables</source>
        <translation>Tenant-Variablen</translation>
    </message>
    <message>
        <source>Variable template</source>
        <translation>Variablenvorlage</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Tenant</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Machine policy</source>
        <translation>Maschinenrichtlinie</translation>
    </message>
    <message>
        <source>Step template</source>
        <translation>Schrittvorlage</translation>
    </message>
    <message>
        <source>Library variable set</source>
        <translation>Bibliotheks-Variablenset</translation>
    </message>
    <message>
        <source>Library variables</source>
        <translation>Bibliotheksvariablen</translation>
    </message>
    <message>
        <source>Script module</source>
        <translation>Skriptmodul</translation>
    </message>
    <message>
        <source>Deployment target</source>
        <translation>Deployment-Ziel</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Link to Git</source>
        <translation>Git-Verbindung</translation>
    </message>
    <message>
        <source>Project variables</source>
        <translation>Projektvariablen</translation>
    </message>
    <message>
        <source>Deployment settings</source>
        <translation>Deployment-Einstellungen</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Release</translation>
    </message>
    <message>
        <source>Runbook snapshot</source>
        <translation>Runbook-Snapshot</translation>
    </message>
    <message>
        <source>Runbook</source>
        <translation>Runbook</translation>
    </message>
    <message>
        <source>Deployment process</source>
        <translation>Deployment-Prozess</translation>
    </message>
    <message>
        <source>Runbook process</source>
        <translation>Runbook-Prozess</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>Trigger</translation>
    </message>
    <message>
        <source>Subscription</source>
        <translation>Abonnement</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message numerus="yes">
        <source>%n space(s)</source>
        <translation>
            <numerusform>%n Space</numerusform>
            <numerusform>%n Spaces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n environment(s)</source>
        <translation>
            <numerusform>%n Umgebung</numerusform>
            <numerusform>%n Umgebungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n project group(s)</source>
        <translation>
            <numerusform>%n Projektgruppe</numerusform>
            <numerusform>%n Projektgruppen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tag set(s)</source>
        <translation>
            <numerusform>%n Tag-Set</numerusform>
            <numerusform>%n Tag-Sets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n proxy(ies)</source>
        <translation>
            <numerusform>%n Proxy</numerusform>
            <numerusform>%n Proxys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n Git credential(s)</source>
        <translation>
            <numerusform>%n Git-Anmeldung</numerusform>
            <numerusform>%n Git-Anmeldungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feed(s)</source>
        <translation>
            <numerusform>%n Feed</numerusform>
            <numerusform>%n Feeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker pool(s)</source>
        <translation>
            <numerusform>%n Worker-Pool</numerusform>
            <numerusform>%n Worker-Pools</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lifecycle(s)</source>
        <translation>
            <numerusform>%n Lifecycle</numerusform>
            <numerusform>%n Lifecycles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n team(s)</source>
        <translation>
            <numerusform>%n Team</numerusform>
            <numerusform>%n Teams</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>variables of %n tenant(s)</source>
        <translation>
            <numerusform>Variablen von %n Tenant</numerusform>
            <numerusform>Variablen von %n Tenants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n variable template(s)</source>
        <translation>
            <numerusform>%n Variablenvorlage</numerusform>
            <numerusform>%n Variablenvorlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tenant(s)</source>
        <translation>
            <numerusform>%n Tenant</numerusform>
            <numerusform>%n Tenants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n Konto</numerusform>
            <numerusform>%n Konten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s)</source>
        <translation>
            <numerusform>%n Zertifikat</numerusform>
            <numerusform>%n Zertifikate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n machine policy(ies)</source>
        <translation>
            <numerusform>%n Maschinenrichtlinie</numerusform>
            <numerusform>%n Maschinenrichtlinien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step template(s)</source>
        <translation>
            <numerusform>%n Schrittvorlage</numerusform>
            <numerusform>%n Schrittvorlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n library variable set(s)</source>
        <translation>
            <numerusform>%n Bibliotheks-Variablenset</numerusform>
            <numerusform>%n Bibliotheks-Variablensets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n script module(s)</source>
        <translation>
            <numerusform>%n Skriptmodul</numerusform>
            <numerusform>%n Skriptmodule</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deployment target(s)</source>
        <translation>
            <numerusform>%n Deployment-Ziel</numerusform>
            <numerusform>%n Deployment-Ziele</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n project(s)</source>
        <translation>
            <numerusform>%n Projekt</numerusform>
            <numerusform>%n Projekte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) to Git</source>
        <translation>
            <numerusform>%n Git-Verbindung</numerusform>
            <numerusform>%n Git-Verbindungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n Kanal</numerusform>
            <numerusform>%n Kanäle</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runbook(s)</source>
        <translation>
            <numerusform>%n Runbook</numerusform>
            <numerusform>%n Runbooks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n release(s)</source>
        <translation>
            <numerusform>%n Release</numerusform>
            <numerusform>%n Releases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runbook snapshot(s)</source>
        <translation>
            <numerusform>%n Runbook-Snapshot</numerusform>
            <numerusform>%n Runbook-Snapshots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n process(es)</source>
        <translation>
            <numerusform>%n Prozess</numerusform>
            <numerusform>%n Prozesse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trigger(s)</source>
        <translation>
            <numerusform>%n Trigger</numerusform>
            <numerusform>%n Trigger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n subscription(s)</source>
        <translation>
            <numerusform>%n Abonnement</numerusform>
            <numerusform>%n Abonnements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n Benutzer</numerusform>
            <numerusform>%n Benutzer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation>
            <numerusform>%n Worker</numerusform>
            <numerusform>%n Worker</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tag(s)</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user role(s)</source>
        <translation>
            <numerusform>%n Benutzerrolle</numerusform>
            <numerusform>%n Benutzerrollen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n logo(s)</source>
        <translation>
            <numerusform>%n Logo</numerusform>
            <numerusform>%n Logos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>build information of %n package(s)</source>
        <translation>
            <numerusform>Build-Informationen zu %n Paket</numerusform>
            <numerusform>Build-Informationen zu %n Paketen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n package(s)</source>
        <translation>
            <numerusform>%n Paket</numerusform>
            <numerusform>%n Pakete</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deployment freeze(s)</source>
        <translation>
            <numerusform>%n Deployment-Sperre</numerusform>
            <numerusform>%n Deployment-Sperren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>roles of teams in %n space(s)</source>
        <translation>
            <numerusform>Rollen der Teams in %n Space</numerusform>
            <numerusform>Rollen der Teams in %n Spaces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MasterKeyPage</name>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen sich</translation>
    </message>
    <message>
        <source>Do not open</source>
        <translation>Öffnen nicht</translation>
    </message>
    <message>
        <source>Places that do not open</source>
        <translation>Stellen, die sich nicht öffnen</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Master &amp;key</source>
        <translation>&amp;Master-Key</translation>
    </message>
    <message>
        <source>Base64 of 16 or 32 bytes. It stays in memory and is never written to a file.</source>
        <translation>Base64 von 16 oder 32 Bytes. Er bleibt im Speicher und wird nie in eine Datei geschrieben.</translation>
    </message>
    <message>
        <source>The key was &amp;rotated once</source>
        <translation>Der &amp;Schlüssel wurde einmal gewechselt</translation>
    </message>
    <message>
        <source>&amp;Older master key</source>
        <translation>Ä&amp;lterer Master-Key</translation>
    </message>
    <message>
        <source>Opens what the rotation missed.</source>
        <translation>Öffnet, was der Wechsel ausgelassen hat.</translation>
    </message>
    <message>
        <source>I do not have the key: &amp;leave all secrets behind</source>
        <translation>&amp;Ich habe den Schlüssel nicht: alle Geheimnisse zurücklassen</translation>
    </message>
    <message>
        <source>&amp;Check the key</source>
        <translation>Schlüssel &amp;prüfen</translation>
    </message>
    <message>
        <source>Where to &amp;find it: as administrator on the Octopus server, run</source>
        <translation>Wo &amp;er zu finden ist: als Administrator auf dem Octopus-Server ausführen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Which key opens the secrets?</source>
        <translation>Welcher Schlüssel öffnet die Geheimnisse?</translation>
    </message>
    <message>
        <source>The master key seals passwords, tokens and certificates. We try it on each and keep none.</source>
        <translation>Der Master-Key versiegelt Passwörter, Token und Zertifikate. Wir prüfen jedes und behalten keines.</translation>
    </message>
    <message>
        <source>Check and go o&amp;n</source>
        <translation>Prüfen und &amp;weiter</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>Wie in der Auftragsdatei</translation>
    </message>
    <message>
        <source>Paste the key, or tick that the secrets stay behind.</source>
        <translation>Fügen Sie den Schlüssel ein, oder haken Sie an, dass die Geheimnisse zurückbleiben.</translation>
    </message>
    <message>
        <source>Reading the source and trying the key</source>
        <translation>Die Quelle wird gelesen und der Schlüssel probiert</translation>
    </message>
    <message>
        <source>The key opens all %2 secrets.</source>
        <translation>Der Schlüssel öffnet alle %2 Geheimnisse.</translation>
    </message>
    <message>
        <source>The key opens %1 of %2 secrets.</source>
        <translation>Der Schlüssel öffnet %1 von %2 Geheimnissen.</translation>
    </message>
    <message>
        <source>The others stay behind; enter them by hand in the cloud afterwards.</source>
        <translation>Die übrigen bleiben zurück; geben Sie sie danach in der Cloud von Hand ein.</translation>
    </message>
    <message>
        <source>All %2 secrets stay behind.</source>
        <translation>Alle %2 Geheimnisse bleiben zurück.</translation>
    </message>
    <message>
        <source>Everything else moves; the last page lists what is to be entered.</source>
        <translation>Alles andere zieht um; die letzte Seite nennt, was einzugeben ist.</translation>
    </message>
    <message>
        <source>Too few secrets to tell whether the key is right.</source>
        <translation>Zu wenige Geheimnisse, um den Schlüssel zu beurteilen.</translation>
    </message>
    <message>
        <source>It opens %1 of %2.</source>
        <translation>Er öffnet %1 von %2.</translation>
    </message>
</context>
<context>
    <name>NameMap</name>
    <message>
        <source>What points at an item follows; text that merely mentions it does not.</source>
        <translation>Was auf ein Element verweist, folgt; Text, der es nur erwähnt, nicht.</translation>
    </message>
    <message>
        <source>&amp;Give an item another name</source>
        <translation>Einem Element einen &amp;anderen Namen geben</translation>
    </message>
    <message>
        <source>Other names on the cloud</source>
        <translation>Andere Namen in der Cloud</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>in every space</source>
        <translation>in jedem Space</translation>
    </message>
    <message>
        <source>Name %1: kind</source>
        <translation>Name %1: Art</translation>
    </message>
    <message>
        <source>Name %1: on the source</source>
        <translation>Name %1: auf der Quelle</translation>
    </message>
    <message>
        <source>Name %1: on the cloud</source>
        <translation>Name %1: in der Cloud</translation>
    </message>
    <message>
        <source>Name %1: space</source>
        <translation>Name %1: Space</translation>
    </message>
    <message>
        <source>Name %1: remove</source>
        <translation>Name %1: entfernen</translation>
    </message>
    <message>
        <source>Name on the source</source>
        <translation>Name auf der Quelle</translation>
    </message>
    <message>
        <source>Name on the cloud</source>
        <translation>Name in der Cloud</translation>
    </message>
    <message>
        <source>“%1” stands here twice: each item has one name on the cloud.</source>
        <translation>„%1“ steht hier zweimal: Jedes Element hat in der Cloud einen Namen.</translation>
    </message>
</context>
<context>
    <name>NewPackage</name>
    <message>
        <source>What opens it</source>
        <translation>Was es öffnet</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>&amp;Passphrase</translation>
    </message>
    <message>
        <source>&amp;Once more</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>S&amp;uggest one</source>
        <translation>&amp;Vorschlagen</translation>
    </message>
    <message>
        <source>The package holds all secrets, sealed. Without the passphrase nobody can open it, you neither: keep it where you keep passwords.</source>
        <translation>Das Paket enthält alle Geheimnisse, versiegelt. Ohne die Passphrase kann es niemand öffnen, auch Sie nicht: Bewahren Sie sie auf, wo Sie Passwörter aufbewahren.</translation>
    </message>
    <message>
        <source>Or seal it to the &amp;keys of people</source>
        <translation>&amp;Oder für die Schlüssel von Personen versiegeln</translation>
    </message>
    <message>
        <source>Public keys, one a &amp;line</source>
        <translation>Öffentliche Schlüssel, einer &amp;je Zeile</translation>
    </message>
    <message>
        <source>age or SSH keys. Whoever has one of the private keys can open the package.</source>
        <translation>age- oder SSH-Schlüssel. Wer einen der privaten Schlüssel hat, kann das Paket öffnen.</translation>
    </message>
    <message>
        <source>Where it goes</source>
        <translation>Wohin damit</translation>
    </message>
    <message>
        <source>Packages (*%1)</source>
        <translation>Pakete (*%1)</translation>
    </message>
    <message>
        <source>Package file</source>
        <translation>Paketdatei</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>Date&amp;i</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>Wie in der Auftragsdatei</translation>
    </message>
    <message>
        <source>Type a passphrase, or let one be made.</source>
        <translation>Geben Sie eine Passphrase ein, oder lassen Sie eine machen.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>Name a file.</source>
        <translation>Nennen Sie eine Datei.</translation>
    </message>
    <message>
        <source>There is no such place.</source>
        <translation>Diesen Ort gibt es nicht.</translation>
    </message>
    <message>
        <source>At most %1; %2 are free there.</source>
        <translation>Höchstens %1; %2 sind dort frei.</translation>
    </message>
    <message>
        <source>The file of this name is replaced.</source>
        <translation>Die Datei dieses Namens wird ersetzt.</translation>
    </message>
    <message>
        <source>It may not fit: </source>
        <translation>Es könnte nicht passen: </translation>
    </message>
</context>
<context>
    <name>PackagePage</name>
    <message>
        <source>&amp;Begin anew instead</source>
        <translation>&amp;Stattdessen neu beginnen</translation>
    </message>
    <message>
        <source>&amp;Stop here and hand the file over</source>
        <translation>Hier aufhören &amp;und die Datei weitergeben</translation>
    </message>
    <message>
        <source>Open the package</source>
        <translation>Das Paket öffnen</translation>
    </message>
    <message>
        <source>Seal everything in one file</source>
        <translation>Alles in einer Datei versiegeln</translation>
    </message>
    <message>
        <source>It is checked as a whole; nothing is sent anywhere yet.</source>
        <translation>Es wird als Ganzes geprüft; noch wird nichts gesendet.</translation>
    </message>
    <message>
        <source>The package is encrypted on this computer. Octopus Cloud is not contacted yet.</source>
        <translation>Das Paket wird auf diesem Computer verschlüsselt. Octopus Cloud wird noch nicht gefragt.</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Open package</source>
        <translation>Paket ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Create package</source>
        <translation>Paket e&amp;rstellen</translation>
    </message>
    <message>
        <source>Opening and checking the package</source>
        <translation>Das Paket wird geöffnet und geprüft</translation>
    </message>
    <message>
        <source>Writing the package</source>
        <translation>Das Paket wird geschrieben</translation>
    </message>
    <message>
        <source>This upload stopped at %1 of %2 and goes on from there.</source>
        <translation>Dieses Hochladen hielt bei %1 von %2 an und geht dort weiter.</translation>
    </message>
    <message>
        <source>It takes the package and the plan of that time; what is done stays done.</source>
        <translation>Es nimmt Paket und Plan von damals; was getan ist, bleibt getan.</translation>
    </message>
    <message>
        <source>The package is whole: %1 documents.</source>
        <translation>Das Paket ist unversehrt: %1 Dokumente.</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>The package is written: %1 documents.</source>
        <translation>Das Paket ist geschrieben: %1 Dokumente.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Stayed behind</source>
        <translation>Zurückgeblieben</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>At the cloud&apos;s rate limit: the next request goes in %1 s. Normal.</source>
        <translation>Am Ratenlimit der Cloud: Die nächste Anfrage geht in %1 s. Normal.</translation>
    </message>
    <message>
        <source>The source broke off (%1); it is waited for and read anew.</source>
        <translation>Die Quelle ist abgebrochen (%1); es wird auf sie gewartet und neu gelesen.</translation>
    </message>
    <message>
        <source>A request is repeated (%1). Normal.</source>
        <translation>Eine Anfrage wird wiederholt (%1). Normal.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>PathEdit</name>
    <message>
        <source>Browse...</source>
        <translation>Auswählen ...</translation>
    </message>
</context>
<context>
    <name>PolicyForm</name>
    <message>
        <source>Merge: what only the cloud has stays</source>
        <translation>Zusammenführen: Was nur die Cloud hat, bleibt</translation>
    </message>
    <message>
        <source>Keep: do not touch it</source>
        <translation>Behalten: nicht anrühren</translation>
    </message>
    <message>
        <source>Overwrite: make it equal</source>
        <translation>Überschreiben: gleich machen</translation>
    </message>
    <message>
        <source>Stop: touch nothing at all</source>
        <translation>Anhalten: gar nichts anrühren</translation>
    </message>
    <message>
        <source>Stop and name each</source>
        <translation>Anhalten und alle nennen</translation>
    </message>
    <message>
        <source>Leave the item out and list it</source>
        <translation>Auslassen und auflisten</translation>
    </message>
    <message>
        <source>What the cloud has &amp;already</source>
        <translation>Was die &amp;Cloud schon hat</translation>
    </message>
    <message>
        <source>What points at &amp;nothing</source>
        <translation>Was ins &amp;Leere zeigt</translation>
    </message>
    <message>
        <source>Steps that ran on the server run in &amp;pool</source>
        <translation>&amp;Schritte vom Server laufen im Pool</translation>
    </message>
    <message>
        <source>Deployment targets arrive &amp;disabled</source>
        <translation>D&amp;eployment-Ziele kommen deaktiviert an</translation>
    </message>
    <message>
        <source>&amp;Triggers arrive disabled</source>
        <translation>Tr&amp;igger kommen deaktiviert an</translation>
    </message>
    <message>
        <source>S&amp;ubscriptions arrive disabled</source>
        <translation>Abo&amp;nnements kommen deaktiviert an</translation>
    </message>
    <message>
        <source>The cl&amp;oud&apos;s task queue stands still during the upload</source>
        <translation>Die Aufgabenwarteschlange der Cl&amp;oud steht während des Hochladens still</translation>
    </message>
    <message>
        <source>Projects in Git are &amp;connected, and the cloud may write there</source>
        <translation>Projekte in Git werden ver&amp;bunden, und die Cloud darf dort schreiben</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Master key</source>
        <translation>Master-Key</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Abschluss</translation>
    </message>
    <message>
        <source>Server to cloud</source>
        <translation>Server zur Cloud</translation>
    </message>
    <message>
        <source>Server to package</source>
        <translation>Server zum Paket</translation>
    </message>
    <message>
        <source>Package to cloud</source>
        <translation>Paket zur Cloud</translation>
    </message>
    <message>
        <source>Secrets stay behind</source>
        <translation>Geheimnisse bleiben zurück</translation>
    </message>
    <message>
        <source>%1 of %2 secrets open</source>
        <translation>%1 von %2 Geheimnissen offen</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>%1 done</source>
        <translation>%1 erledigt</translation>
    </message>
    <message>
        <source>All equal</source>
        <translation>Alles gleich</translation>
    </message>
    <message>
        <source>Differences found</source>
        <translation>Unterschiede gefunden</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Ta&amp;ke back</source>
        <translation>Z&amp;urücknehmen</translation>
    </message>
    <message>
        <source>The same without this &amp;window</source>
        <translation>Dasselbe &amp;ohne dieses Fenster</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>&amp;Leave the selected out</source>
        <translation>&amp;Gewähltes auslassen</translation>
    </message>
    <message>
        <source>&amp;Rules of the plan</source>
        <translation>&amp;Regeln des Plans</translation>
    </message>
    <message>
        <source>Is this what you want?</source>
        <translation>Ist es das, was Sie wollen?</translation>
    </message>
    <message>
        <source>Nothing has been written yet. The upload does exactly this.</source>
        <translation>Noch ist nichts geschrieben. Das Hochladen tut genau dies.</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Plan again</source>
        <translation>Neu &amp;planen</translation>
    </message>
    <message>
        <source>Comparing with what the cloud holds</source>
        <translation>Vergleich mit dem, was die Cloud hat</translation>
    </message>
    <message>
        <source>Writing the package and planning again</source>
        <translation>Das Paket wird geschrieben und neu geplant</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>Gut zu wissen</translation>
    </message>
    <message>
        <source>The cloud has it all: nothing is to be written.</source>
        <translation>Die Cloud hat alles: Es ist nichts zu schreiben.</translation>
    </message>
    <message>
        <source>About %1 requests; no rate limit for this key.</source>
        <translation>Etwa %1 Anfragen; kein Ratenlimit für diesen Schlüssel.</translation>
    </message>
    <message>
        <source>About %1 requests, %2 at the cloud&apos;s limit of %3 a minute.</source>
        <translation>Etwa %1 Anfragen, %2 beim Limit der Cloud von %3 pro Minute.</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <translation>%1 als %2</translation>
    </message>
    <message>
        <source>Spaces: %1</source>
        <translation>Spaces: %1</translation>
    </message>
    <message>
        <source>Select lines to leave out what they stand for, in every space.</source>
        <translation>Wählen Sie Zeilen, um auszulassen, wofür sie stehen, in jedem Space.</translation>
    </message>
    <message>
        <source>The package is fixed: leave things out where it is made.</source>
        <translation>Das Paket steht fest: Lassen Sie dort aus, wo es entsteht.</translation>
    </message>
    <message>
        <source>To be left out: %1</source>
        <translation>Auszulassen: %1</translation>
    </message>
    <message>
        <source>Plan again to see what that changes. The package is then written anew.</source>
        <translation>Planen Sie neu, um zu sehen, was das ändert. Das Paket wird dann neu geschrieben.</translation>
    </message>
</context>
<context>
    <name>SecretEdit</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>SQL Server</source>
        <translation>SQL Server</translation>
    </message>
    <message>
        <source>S&amp;erver</source>
        <translation>S&amp;erver</translation>
    </message>
    <message>
        <source>Host, host,port or host\instance.</source>
        <translation>Host, Host,Port oder Host\Instanz.</translation>
    </message>
    <message>
        <source>&amp;Database</source>
        <translation>Date&amp;nbank</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>Benutzerna&amp;me</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>Pa&amp;sswort</translation>
    </message>
    <message>
        <source>&amp;Keep passwords and keys in this computer&apos;s credential store</source>
        <translation>&amp;Passwörter und Schlüssel im Schlüsselbund dieses Computers behalten</translation>
    </message>
    <message>
        <source>&amp;Connection options</source>
        <translation>Verbind&amp;ungsoptionen</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>Verbindun&amp;g testen</translation>
    </message>
    <message>
        <source>Built-in feed</source>
        <translation>Integrierter Feed</translation>
    </message>
    <message>
        <source>Folder of packages</source>
        <translation>Ordner der Pakete</translation>
    </message>
    <message>
        <source>&amp;Folder of the server&apos;s packages (optional)</source>
        <translation>Or&amp;dner der Pakete des Servers (optional)</translation>
    </message>
    <message>
        <source>Packages are not in the database. Give the folder, a share or a copy of it, and those in use move too.</source>
        <translation>Pakete liegen nicht in der Datenbank. Mit ihrem Ordner oder einer Kopie davon ziehen die benutzten mit um.</translation>
    </message>
    <message>
        <source>SQL &amp;login</source>
        <translation>SQL-&amp;Login</translation>
    </message>
    <message>
        <source>&amp;Windows account</source>
        <translation>Wind&amp;ows-Konto</translation>
    </message>
    <message>
        <source>&amp;Microsoft Entra ID</source>
        <translation>Mi&amp;crosoft Entra ID</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>Anmelden mit</translation>
    </message>
    <message>
        <source>Always (recommended)</source>
        <translation>Immer (empfohlen)</translation>
    </message>
    <message>
        <source>Strict, TDS 8.0</source>
        <translation>Streng, TDS 8.0</translation>
    </message>
    <message>
        <source>If the server can</source>
        <translation>Wenn der Server es kann</translation>
    </message>
    <message>
        <source>Found by itself</source>
        <translation>Findet sich von selbst</translation>
    </message>
    <message>
        <source>Enc&amp;ryption</source>
        <translation>&amp;Verschlüsselung</translation>
    </message>
    <message>
        <source>Dri&amp;ver</source>
        <translation>Tre&amp;iber</translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation>Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>Certificate of a private &amp;authority</source>
        <translation>Ze&amp;rtifikat einer privaten Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>A PEM file, where the server&apos;s certificate is none that this computer trusts.</source>
        <translation>Eine PEM-Datei, wenn dieser Computer dem Zertifikat des Servers sonst nicht traut.</translation>
    </message>
    <message>
        <source>&amp;Host name in the certificate</source>
        <translation>&amp;Hostname im Zertifikat</translation>
    </message>
    <message>
        <source>Only where it differs from the server&apos;s name.</source>
        <translation>Nur wenn er vom Namen des Servers abweicht.</translation>
    </message>
    <message>
        <source>Trust an&amp;y certificate (someone in between could read along)</source>
        <translation>&amp;Jedem Zertifikat trauen (jemand dazwischen könnte mitlesen)</translation>
    </message>
    <message>
        <source>Where is the Octopus database?</source>
        <translation>Wo ist die Octopus-Datenbank?</translation>
    </message>
    <message>
        <source>It is only read, never written to. A login with db_datareader is enough.</source>
        <translation>Sie wird nur gelesen, nie beschrieben. Ein Login mit db_datareader genügt.</translation>
    </message>
    <message>
        <source>Test and go o&amp;n</source>
        <translation>Testen und &amp;weiter</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Connecting and looking around</source>
        <translation>Verbinden und umsehen</translation>
    </message>
    <message>
        <source>Type the server&apos;s name.</source>
        <translation>Geben Sie den Namen des Servers ein.</translation>
    </message>
    <message>
        <source>Type the database&apos;s name.</source>
        <translation>Geben Sie den Namen der Datenbank ein.</translation>
    </message>
    <message>
        <source>Type the login&apos;s name.</source>
        <translation>Geben Sie den Namen des Logins ein.</translation>
    </message>
    <message>
        <source>Type the password.</source>
        <translation>Geben Sie das Passwort ein.</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>Wie in der Auftragsdatei</translation>
    </message>
    <message>
        <source>version not known</source>
        <translation>Version unbekannt</translation>
    </message>
    <message>
        <source>Connected: Octopus Server %1, %2, %3</source>
        <translation>Verbunden: Octopus Server %1, %2, %3</translation>
    </message>
    <message>
        <source>Spaces</source>
        <translation>Spaces</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Signed in as</source>
        <translation>Angemeldet als</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>Treiber</translation>
    </message>
    <message>
        <source>Consistency</source>
        <translation>Konsistenz</translation>
    </message>
</context>
<context>
    <name>SpaceMap</name>
    <message>
        <source>Space on the target for %1</source>
        <translation>Space am Ziel für %1</translation>
    </message>
    <message>
        <source>is there</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>will be made</source>
        <translation>wird angelegt</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Go on where you left off</source>
        <translation>Weitermachen, wo Sie aufgehört haben</translation>
    </message>
    <message>
        <source>Move a &amp;server to Octopus Cloud</source>
        <translation>&amp;Einen Server in die Octopus Cloud umziehen</translation>
    </message>
    <message>
        <source>From the SQL Server database to a verified cloud instance.</source>
        <translation>Von der SQL-Server-Datenbank zur geprüften Cloud-Instanz.</translation>
    </message>
    <message>
        <source>Make a &amp;package only</source>
        <translation>&amp;Nur ein Paket erstellen</translation>
    </message>
    <message>
        <source>For a network that cannot reach the cloud: hand the file over afterwards.</source>
        <translation>Für ein Netz, das die Cloud nicht erreicht: Geben Sie die Datei danach weiter.</translation>
    </message>
    <message>
        <source>Upload a package that I &amp;have</source>
        <translation>Ein &amp;vorhandenes Paket hochladen</translation>
    </message>
    <message>
        <source>The other half: begin here with a file made elsewhere.</source>
        <translation>Die andere Hälfte: Beginnen Sie hier mit einer anderswo erstellten Datei.</translation>
    </message>
    <message>
        <source>Or drop a job or a package on this window.</source>
        <translation>Oder ziehen Sie einen Auftrag oder ein Paket auf dieses Fenster.</translation>
    </message>
    <message>
        <source>&amp;Open a job...</source>
        <translation>A&amp;uftrag öffnen ...</translation>
    </message>
    <message>
        <source>Not sure yet? Rehearse it.</source>
        <translation>Noch unsicher? Proben Sie es.</translation>
    </message>
    <message>
        <source>Starts a sample server and a sample cloud on this computer and fills everything in. Nothing leaves the machine.</source>
        <translation>Startet einen Beispiel-Server und eine Beispiel-Cloud auf diesem Computer und füllt alles aus. Nichts verlässt die Maschine.</translation>
    </message>
    <message>
        <source>&amp;Try it on the sample</source>
        <translation>A&amp;m Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>Your server is only read. Nothing is written to Octopus Cloud before you have reviewed the plan.</source>
        <translation>Ihr Server wird nur gelesen. Nichts wird in die Octopus Cloud geschrieben, bevor Sie den Plan durchgesehen haben.</translation>
    </message>
    <message>
        <source>Jobs and packages (*.toml *.json *.ocmpack);;All files (*)</source>
        <translation>Aufträge und Pakete (*.toml *.json *.ocmpack);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a job</source>
        <translation>Auftrag öffnen</translation>
    </message>
    <message>
        <source>Starting the sample servers</source>
        <translation>Die Beispiel-Server starten</translation>
    </message>
</context>
<context>
    <name>StrengthMeter</name>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Weak: anyone with the file can try millions a second</source>
        <translation>Schwach: Wer die Datei hat, kann Millionen pro Sekunde probieren</translation>
    </message>
    <message>
        <source>Fair: a few more words make it much better</source>
        <translation>Mäßig: Ein paar Wörter mehr machen sie viel besser</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Stark</translation>
    </message>
</context>
<context>
    <name>ToDoList</name>
    <message>
        <source>To do</source>
        <translation>Zu tun</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
</context>
<context>
    <name>UploadPage</name>
    <message>
        <source>&amp;Try the failed ones again</source>
        <translation>&amp;Fehlgeschlagene erneut versuchen</translation>
    </message>
    <message>
        <source>By kind</source>
        <translation>Nach Art</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Zu tun</translation>
    </message>
    <message>
        <source>A minute</source>
        <translation>Pro Minute</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Upload to %1</source>
        <translation>Hochladen nach %1</translation>
    </message>
    <message>
        <source>You can pause, or close this window and come back. What is done stays done.</source>
        <translation>Sie können anhalten oder das Fenster schließen und wiederkommen. Was getan ist, bleibt getan.</translation>
    </message>
    <message>
        <source>Start &amp;upload</source>
        <translation>&amp;Hochladen beginnen</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>W&amp;eitermachen</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>Wird hochgeladen</translation>
    </message>
    <message>
        <source>The upload is done.</source>
        <translation>Das Hochladen ist fertig.</translation>
    </message>
    <message>
        <source>The upload is done; %1 steps failed.</source>
        <translation>Das Hochladen ist fertig; %1 Schritte schlugen fehl.</translation>
    </message>
    <message>
        <source>Octopus Cloud Migrator</source>
        <translation>Octopus Cloud Migrator</translation>
    </message>
    <message>
        <source>The upload has stopped.</source>
        <translation>Das Hochladen wurde angehalten.</translation>
    </message>
    <message>
        <source>Stopping at a safe place...</source>
        <translation>Anhalten an sicherer Stelle ...</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Nothing is to be written.</source>
        <translation>Es ist nichts zu schreiben.</translation>
    </message>
    <message>
        <source>%1 steps are ready.</source>
        <translation>%1 Schritte sind bereit.</translation>
    </message>
    <message>
        <source>From here on Octopus Cloud is changed.</source>
        <translation>Ab hier wird Octopus Cloud geändert.</translation>
    </message>
    <message>
        <source>Stopped at %1 of %2.</source>
        <translation>Angehalten bei %1 von %2.</translation>
    </message>
    <message>
        <source>Nothing is lost: go on now, or close the window and come back.</source>
        <translation>Nichts ist verloren: Machen Sie jetzt weiter, oder schließen Sie das Fenster und kommen Sie wieder.</translation>
    </message>
    <message>
        <source>%1 of %2 steps failed.</source>
        <translation>%1 von %2 Schritten schlugen fehl.</translation>
    </message>
    <message>
        <source>The reasons are below. Put them in order and try these again.</source>
        <translation>Die Gründe stehen unten. Beheben Sie sie und versuchen Sie diese erneut.</translation>
    </message>
    <message>
        <source>All %1 steps are done.</source>
        <translation>Alle %1 Schritte sind erledigt.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>This computer stays awake meanwhile.</source>
        <translation>Dieser Computer bleibt solange wach.</translation>
    </message>
</context>
<context>
    <name>VerifyPage</name>
    <message>
        <source>Equal</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>Verschieden</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Not compared</source>
        <translation>Nicht verglichen</translation>
    </message>
    <message>
        <source>Compare &amp;again</source>
        <translation>&amp;Erneut vergleichen</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>By kind</source>
        <translation>Nach Art</translation>
    </message>
    <message>
        <source>What is not equal</source>
        <translation>Was nicht gleich ist</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Fields that differ</source>
        <translation>Abweichende Felder</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>In the package</source>
        <translation>Im Paket</translation>
    </message>
    <message>
        <source>In Octopus Cloud</source>
        <translation>In Octopus Cloud</translation>
    </message>
    <message>
        <source>Did everything arrive?</source>
        <translation>Ist alles angekommen?</translation>
    </message>
    <message>
        <source>Every document is read back and compared with the package.</source>
        <translation>Jedes Dokument wird zurückgelesen und mit dem Paket verglichen.</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>Reading back and comparing</source>
        <translation>Zurücklesen und vergleichen</translation>
    </message>
    <message>
        <source>Octopus Cloud Migrator</source>
        <translation>Octopus Cloud Migrator</translation>
    </message>
    <message>
        <source>All %1 compared are equal.</source>
        <translation>Alle %1 verglichenen sind gleich.</translation>
    </message>
    <message>
        <source>Not as planned: %1.</source>
        <translation>Nicht wie geplant: %1.</translation>
    </message>
    <message>
        <source>%1 secrets are set; Octopus never gives them back to be compared.</source>
        <translation>%1 Geheimnisse sind gesetzt; Octopus gibt sie nie zum Vergleichen heraus.</translation>
    </message>
</context>
<context>
    <name>Wizard</name>
    <message>
        <source>Octopus Cloud Migrator</source>
        <translation>Octopus Cloud Migrator</translation>
    </message>
    <message>
        <source>Self-hosted to Octopus Cloud</source>
        <translation>Vom Server in die Cloud</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Save and &amp;quit</source>
        <translation>Sichern und &amp;beenden</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>current</source>
        <translation>aktuell</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>noch nicht begonnen</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3, %4</source>
        <translation>Schritt %1 von %2: %3, %4</translation>
    </message>
    <message>
        <source>Stopping at a safe place...</source>
        <translation>Anhalten an sicherer Stelle ...</translation>
    </message>
</context>
<context>
    <name>_RecentRow</name>
    <message>
        <source>Not uploaded yet</source>
        <translation>Noch nicht hochgeladen</translation>
    </message>
    <message>
        <source>Stopped at %1 of %2</source>
        <translation>Angehalten bei %1 von %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
</TS>
