using Nanofleet.Provision.Serial;

foreach (var port in PortList.Read()) Console.WriteLine(port);
return 0;
