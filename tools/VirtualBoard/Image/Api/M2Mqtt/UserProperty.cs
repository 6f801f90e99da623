namespace nanoFramework.M2Mqtt.Messages;

public class UserProperty
{
    public UserProperty(string name, string value)
    {
        Name = name;
        Value = value;
    }

    public string Name { get; set; }

    public string Value { get; set; }
}
