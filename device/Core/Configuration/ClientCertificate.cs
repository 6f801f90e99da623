using System.Text;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Reads with which certificate the board shows a broker who it is, where that asks for one: in the settings themselves, as
    /// they come by cable, or in files beside them, as nanoff writes them. It comes with its private key or not at all, and the
    /// key is never part of a fault.
    /// </summary>
    public static class ClientCertificate
    {
        public const string FileKey = "client_certificate";
        public const string KeyFileKey = "client_key";

        /// <summary>These two go before the files: they are what came last.</summary>
        public const string PemKey = "client_certificate_pem";

        public const string KeyPemKey = "client_key_pem";

        public static void Read(Fields fields, Settings settings, IFileStore files)
        {
            bool direct = fields.Has(PemKey) || fields.Has(KeyPemKey);
            if (!direct && !fields.Has(FileKey) && !fields.Has(KeyFileKey)) return;
            if (!settings.BrokerTls) fields.Fault("broker_tls", "false", "set it to true, or remove the settings that begin with client_");
            string file = fields.Text(FileKey, "");
            string keyFile = fields.Text(KeyFileKey, "");
            settings.ClientCertificate = direct ? fields.Text(PemKey, "") : Content(files, file);
            settings.ClientKey = direct ? fields.Secret(KeyPemKey) : Content(files, keyFile);
            if (settings.ClientCertificate.IndexOf("-----BEGIN CERTIFICATE-----") < 0)
                fields.Fault(direct ? PemKey : FileKey, "no certificate", "give it in PEM, from -----BEGIN CERTIFICATE----- on" + (direct ? "" : ", in a file on I:\\"));
            // The password of an encrypted one would have to lie beside it.
            if (settings.ClientKey.IndexOf("PRIVATE KEY-----") < 0 || settings.ClientKey.IndexOf("ENCRYPTED") >= 0)
                fields.Fault(direct ? KeyPemKey : KeyFileKey, "no private key", "give that of the certificate, in PEM and not encrypted" + (direct ? "" : ", in a file on I:\\"));
        }

        private static string Content(IFileStore files, string name)
        {
            byte[] content = name.Length == 0 ? null : files.Read(name);
            return content == null ? "" : Encoding.UTF8.GetString(content, 0, content.Length);
        }
    }
}
