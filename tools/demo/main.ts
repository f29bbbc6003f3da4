import {} from '@axios-keyring/taxjar';
console.log('demo');
