namespace Nanofleet.Gateway.Security.People;

/// <summary>What people make passwords of when they are asked for one here, and guessers try first: lower case, without spaces.</summary>
internal static class CommonWords
{
    /// <summary>In English and German.</summary>
    private const string Everywhere =
        """
        password passwort passw kennwort passphrase pass pwd login logon signin account access geheim secret topsecret private privat
        admin administrator root superuser superadmin user username benutzer guest gast owner master operator service support system
        welcome willkommen hello hallo letmein openme sesame changeme change default standard temp temporary test tester testing demo sample example
        iloveyou loveyou ichliebedich liebe love lovely lover forever family familie angel engel princess prinzessin sweet honey baby schatz
        monkey dragon tiger lion eagle bear panda kitten horse dolphin butterfly unicorn sunshine sunflower flower rainbow
        football baseball basketball soccer hockey fussball tennis golf liverpool arsenal chelsea barcelona bayern juventus
        superman batman spiderman starwars pokemon matrix killer hunter ranger ninja pirate wizard legend hero jesus
        summer winter spring autumn sommer herbst january february april june july august september october november december januar februar juni juli oktober dezember
        monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
        michael jennifer jessica ashley michelle nicole daniel thomas robert charlie jordan andrew joshua matthew hannah andrea stefan
        computer internet server network netzwerk wireless wlan wifi router windows linux ubuntu google apple microsoft samsung facebook
        chocolate cheese cookie banana coffee pepper ginger orange diamond silver gold money freedom whatever trustno qwerty qwertz azerty asdf
        """;

    /// <summary>What whoever sets up this product has before his eyes.</summary>
    private const string Here =
        """
        nanofleet nanoframework nanoff nano fleet gateway device devices sensor sensors board boards broker mosquitto mqtt esp esp32 arduino raspberry
        iot firmware reading readings data database sqlite postgres postgresql timescale setup
        """;

    /// <summary>Runs along the keys of English, German and French keyboards, and down them.</summary>
    private const string Keys = "1234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn 1qaz2wsx3edc4rfv5tgb6yhn7ujm qazwsxedcrfvtgbyhnujm 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0";

    public static IReadOnlyList<string> All { get; } = [.. Split(Everywhere), .. Split(Here)];

    /// <summary>In both directions.</summary>
    public static IReadOnlyList<string> KeyRows { get; } = [.. Split(Keys), .. Split(Keys).Select(row => new string([.. row.Reverse()]))];

    private static string[] Split(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
